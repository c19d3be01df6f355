package renderer

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// keptCharts is how many charts are kept with their templates and schemas; the oldest goes first.
const keptCharts = 8

// notes is the template whose text is no object.
const notes = "NOTES.txt"

type digest [sha256.Size]byte

// chart is what is kept of a chart between renders.
type chart struct {
	content digest
	source  Source
	parsed  map[string]*templates
	schema  *schema
}

// charts are the charts that are kept, the newest last, and the documents that were read.
type charts struct {
	helm  Helm
	kept  []*chart
	heads heads
}

// digestOf is a digest of the names and bytes of all files of a chart.
func digestOf(path string) (digest, error) {
	sum := sha256.New()
	err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, part := range [][]byte{[]byte(strings.TrimPrefix(name, path)), data} {
			var size [8]byte
			binary.BigEndian.PutUint64(size[:], uint64(len(part)))
			sum.Write(size[:])
			sum.Write(part)
		}
		return nil
	})
	return digest(sum.Sum(nil)), err
}

// at is the chart at a path, read anew where its content is not known.
func (known *charts) at(path string) (*chart, error) {
	content, unread := digestOf(path)
	for _, one := range known.kept {
		if unread == nil && one.content == content {
			return one, nil
		}
	}
	source, err := known.helm.Load(path)
	if err != nil {
		return nil, err
	}
	one := &chart{content: content, source: source, parsed: map[string]*templates{}}
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
	if err := known.helm.Check(request); err != nil {
		return "", err
	}
	values, err := known.helm.ReadValues(request)
	if err != nil {
		return "", err
	}
	one, err := known.at(request.Chart)
	if err != nil {
		return "", err
	}
	prepared, err := one.source.Prepare(request, values)
	if err != nil {
		return "", err
	}
	if err := one.validate(prepared); err != nil {
		return "", fmt.Errorf("values don't meet the specifications of the schema(s) in the following chart(s):\n%w", err)
	}
	if err := prepared.Compatible(); err != nil {
		return "", shown(err)
	}
	files, err := one.execute(prepared)
	if err != nil {
		return "", shown(err)
	}
	for name := range files {
		if strings.HasSuffix(name, notes) {
			delete(files, name)
		}
	}
	documents, hooks, err := known.heads.sort(prepared, files)
	if err != nil {
		return "", shown(err)
	}
	return printed(documents) + joined(hooks), nil
}

func joined(documents []Document) string {
	var text strings.Builder
	for _, one := range documents {
		fmt.Fprintf(&text, "---\n# Source: %s\n%s\n", one.Path, one.Text)
	}
	return text.String()
}

// printed is the manifest without the space around it, on whole lines.
func printed(documents []Document) string {
	return strings.TrimSpace(joined(documents)) + "\n"
}
