// Renderer3 renders charts as helm 3 does, on its own packages, for as long as it is asked.
package main

import (
	"fmt"
	"io"
	"log"
	"os"

	"cni.tools/renderer"
	"helm.sh/helm/v3/pkg/chartutil"
)

type helm3 struct{}

// LogTo sends what the packages log to a writer.
func (helm3) LogTo(writer io.Writer) io.Writer {
	previous := log.Writer()
	log.SetFlags(log.Lshortfile)
	log.SetOutput(writer)
	return previous
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println(chartutil.DefaultCapabilities.HelmVersion.Version)
		return
	}
	if err := renderer.Serve(os.Stdin, os.Stdout, helm3{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
