package main

import (
	"io/fs"
	"syscall"
)

// stampOf is the stamp of a plain file.
func stampOf(info fs.FileInfo) (stamp, bool) {
	told, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.Mode().IsRegular() {
		return stamp{}, false
	}
	return stamp{device: uint64(told.Dev), inode: told.Ino, size: told.Size, changed: told.Ctim.Nano()}, true
}
