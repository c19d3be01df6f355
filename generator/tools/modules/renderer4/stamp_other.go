//go:build !linux

package main

import "io/fs"

// stampOf knows no stamp on this system; files are read for each render.
func stampOf(fs.FileInfo) (stamp, bool) { return stamp{}, false }
