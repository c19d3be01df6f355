// Renderer4 renders charts as helm 4 does, on its own packages, for as long as it is asked.
package main

import (
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"

	"cni.tools/renderer"
	"helm.sh/helm/v4/pkg/chart/common"
)

type helm4 struct{}

// withoutTime leaves out when something was logged, as the command line does.
func withoutTime(_ []string, attribute slog.Attr) slog.Attr {
	if attribute.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return attribute
}

// LogTo sends what the packages log to a writer.
func (helm4) LogTo(writer io.Writer) io.Writer {
	previous := log.Writer()
	slog.SetDefault(slog.New(slog.NewTextHandler(writer, &slog.HandlerOptions{ReplaceAttr: withoutTime})))
	return previous
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println(common.DefaultCapabilities.HelmVersion.Version)
		return
	}
	if err := renderer.Serve(os.Stdin, os.Stdout, helm4{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
