package renderer

import "io"

// File is a file of a chart, by its path in the chart.
type File struct {
	Name string
	Data []byte
}

// Chart is a chart as its templates see it: `About` is their .Chart, `Path` the start of their names.
type Chart struct {
	Name      string
	Path      string
	About     any
	Files     []File
	Templates []File
	Inside    []Chart
}

// Document is one object of a render, the path of its template before it.
type Document struct {
	Path string
	Text string
}

// Helm is what differs between the lines of helm before a chart is read.
type Helm interface {
	// LogTo sends what the packages log to a writer, in the form of the command line.
	LogTo(io.Writer) io.Writer
	// Check refuses flags that cannot be read, and a chart that is not there.
	Check(request Request) error
	// ReadValues merges files of values, the last of which wins, and what is set.
	ReadValues(request Request) (map[string]any, error)
	// Load reads a chart from a folder or a package, and refuses one that cannot be installed.
	Load(path string) (Source, error)
}

// Source is a chart that is kept for several renders; none of them changes it.
type Source interface {
	// Prepare says what the templates see with these values; what comes after the schema is in Prepared.
	Prepare(request Request, values map[string]any) (Prepared, error)
}

// Prepared is a chart with the values of one render.
type Prepared interface {
	// Chart is the chart with the charts inside it that the values enable.
	Chart() Chart
	// Schema is that of the chart; it is not whole where charts inside have one, too.
	Schema() (text []byte, whole bool)
	// Top has the values that templates see as .Release, .Capabilities and .Values.
	Top() map[string]any
	// Plain is .Values as the schema sees it, and Inner that of a chart inside.
	Plain() map[string]any
	Inner(values any, name string) any
	// Validate is helm's own validation, for its messages.
	Validate() error
	// Compatible says whether the chart takes this version of Kubernetes.
	Compatible() error
	// Render is helm's own engine, for what our own does not do and for its messages.
	Render() (map[string]string, error)
	// Split divides a rendered file into documents, in their order; Head is what helm reads of a document.
	Split(text string) []string
	Head(document string) (any, error)
	// Sort brings documents into the order of an install, hooks behind all others.
	Sort(files map[string]string) (documents, hooks []Document, err error)
}
