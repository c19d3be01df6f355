package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// keptCharts is how many charts are kept with their templates and schemas; the oldest goes first.
const keptCharts = 8

// notes is the template whose text is no object.
const notes = "NOTES.txt"

type digest [sha256.Size]byte

// keptChart is what is kept of a chart between renders, none of which changes it.
type keptChart struct {
	content digest
	read    *helmChart
	parsed  map[string]*templates
	schema  func() *jsonschema.Schema // nil where ours cannot be used
}

// charts are the charts that are kept, the newest last, the digests of their files, and the documents that were read.
type charts struct {
	kept  []*keptChart
	sums  sums
	heads heads
}

// at is the chart at a path, read anew where its content is not known.
func (known *charts) at(path string) (*keptChart, error) {
	content, unread := known.sums.of(path)
	for _, one := range known.kept {
		if unread == nil && one.content == content {
			return one, nil
		}
	}
	read, err := load(path)
	if err != nil {
		return nil, err
	}
	schema := sync.OnceValue(func() *jsonschema.Schema { return compile(read.Schema) })
	one := &keptChart{content: content, read: read, parsed: map[string]*templates{}, schema: schema}
	if unread == nil {
		known.kept = append(known.kept, one)
		known.kept = known.kept[max(0, len(known.kept)-keptCharts):]
	}
	return one, nil
}

// shown is an error behind which the command line names its flag for more.
func shown(err error) error {
	return fmt.Errorf("%w\n\nUse --debug flag to render out invalid YAML", err)
}

// render is what the command line prints on standard output.
func (known *charts) render(request Request) (string, error) {
	able, err := check(request)
	if err != nil {
		return "", err
	}
	values, err := readValues(request)
	if err != nil {
		return "", err
	}
	one, err := known.at(request.Chart)
	if err != nil {
		return "", err
	}
	prepared, err := prepare(one.read, request, able, values)
	if err != nil {
		return "", err
	}
	if err := one.validate(prepared); err != nil {
		return "", fmt.Errorf("values don't meet the specifications of the schema(s) in the following chart(s):\n%w", err)
	}
	if err := prepared.compatible(); err != nil {
		return "", shown(err)
	}
	files, err := one.execute(prepared)
	if err != nil {
		return "", shown(err)
	}
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasSuffix(name, notes) })
	documents, hooks, err := known.heads.sort(files)
	if err != nil {
		return "", shown(err)
	}
	// The manifest without the space around it, on whole lines.
	return strings.TrimSpace(joined(documents)) + "\n" + joined(hooks), nil
}

// document is one object of a render, the path of its template before it.
type document struct {
	path string
	text string
}

func joined(documents []document) string {
	var text strings.Builder
	for _, one := range documents {
		fmt.Fprintf(&text, "---\n# Source: %s\n%s\n", one.path, one.text)
	}
	return text.String()
}
