package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// settled is how long a file was left alone before its digest is kept: within the same tick of the clock of its file
// system it could be changed again, and look the same.
const settled = 2 * time.Second

// stamp is what a system changes with every change of a file, whatever its writer says of the time.
type stamp struct {
	device, inode uint64
	size, changed int64
}

// sum is the digest of a file that had this stamp.
type sum struct {
	stamp stamp
	of    digest
}

// sums are the digests of files, by their paths. Most charts stay as they are between renders.
type sums map[string]sum

// ofFile is the digest of the content of a file, which is read unless its stamp is that of a digest.
func (all sums) ofFile(path string, entry fs.DirEntry) (digest, error) {
	asked := time.Now()
	info, err := entry.Info()
	if err != nil {
		return digest{}, err
	}
	found, ok := stampOf(info)
	if known, is := all[path]; ok && is && known.stamp == found {
		return known.of, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return digest{}, err
	}
	read := digest(sha256.Sum256(data))
	if ok && asked.Sub(time.Unix(0, found.changed)) > settled {
		all[path] = sum{stamp: found, of: read}
	}
	return read, nil
}

// of is a digest of the names and bytes of all files of a chart.
func (all sums) of(path string) (digest, error) {
	whole := sha256.New()
	err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		one, err := all.ofFile(name, entry)
		if err != nil {
			return err
		}
		fmt.Fprintf(whole, "%q %x\n", strings.TrimPrefix(name, path), one)
		return nil
	})
	return digest(whole.Sum(nil)), err
}
