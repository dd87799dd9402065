// SPDX-License-Identifier: MIT

// readtar prints what Go's archive/tar, with which runtimes read layers, finds in each archive: its
// name, a tab, and the files and links in it, or `refused`.
package main

import (
	"archive/tar"
	"fmt"
	"io"
	"os"
	"path"
	"sort"
	"strings"
)

func read(file io.Reader) (found []string, err error) {
	archive := tar.NewReader(file)
	for {
		header, err := archive.Next()
		if err == io.EOF {
			sort.Strings(found)
			return found, nil
		}
		if err == nil {
			_, err = io.Copy(io.Discard, archive)
		}
		if err != nil {
			return nil, err
		}
		name := path.Clean(header.Name)
		switch header.Typeflag {
		case tar.TypeReg, tar.TypeLink:
			found = append(found, name)
		case tar.TypeSymlink:
			found = append(found, name+">"+header.Linkname)
		case tar.TypeDir, tar.TypeXGlobalHeader:
		default: // containerd: unhandled tar header type
			return nil, fmt.Errorf("type %c", header.Typeflag)
		}
	}
}

func main() {
	for _, file := range os.Args[1:] {
		open, err := os.Open(file)
		if err != nil {
			panic(err)
		}
		found, err := read(open)
		said := strings.Join(found, " ")
		if err != nil {
			said = "refused"
		}
		fmt.Printf("%s\t%s\n", strings.TrimSuffix(path.Base(file), ".tar"), said)
	}
}
