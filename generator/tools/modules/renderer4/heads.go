package main

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"sigs.k8s.io/yaml"
)

// keptBytes is how much text of rendered files is kept before all of it is let go.
const keptBytes = 64 << 20

// read is a document and the JSON of what helm reads of it.
type read struct {
	text string
	head json.RawMessage
}

// heads keep what helm reads of documents, by the text of their files: most files of a render were there before.
type heads struct {
	known map[string][]read
	bytes int
}

// of are the documents of a file.
func (all *heads) of(text string) ([]read, error) {
	if found, ok := all.known[text]; ok {
		return found, nil
	}
	var found []read
	for _, part := range split(text) {
		var about simpleHead
		if err := yaml.Unmarshal([]byte(part), &about); err != nil {
			return nil, err
		}
		head, err := json.Marshal(about)
		if err != nil {
			return nil, err
		}
		found = append(found, read{text: part, head: head})
	}
	if all.bytes += len(text); all.known == nil || all.bytes > keptBytes {
		all.known, all.bytes = map[string][]read{}, len(text)
	}
	all.known[text] = found
	return found, nil
}

// stub is the text of a document with only its head, whose number leads back to the whole one.
func stub(number int, head json.RawMessage) string {
	return fmt.Sprintf("---\n{\"number\":%d,%s\n", number, strings.TrimPrefix(string(head), "{"))
}

// whole are the documents that stubs stand for.
func whole(stubs []document, texts []string) ([]document, error) {
	documents := make([]document, len(stubs))
	for at, one := range stubs {
		var mark struct{ Number int }
		if err := json.Unmarshal([]byte(one.text), &mark); err != nil {
			return nil, err
		}
		documents[at] = document{path: one.path, text: texts[mark.Number]}
	}
	return documents, nil
}

// sort brings the documents of files into helm's order. Helm reads all of a document to know its head; here it is given
// heads alone, and where one cannot be read, the files themselves, for its message.
func (all *heads) sort(files map[string]string) (documents, hooks []document, err error) {
	var texts []string
	stubs := make(map[string]string, len(files))
	for name, text := range files {
		if strings.HasPrefix(path.Base(name), "_") || strings.TrimSpace(text) == "" {
			continue
		}
		found, err := all.of(text)
		if err != nil {
			return installed(files)
		}
		var built strings.Builder
		for _, one := range found {
			built.WriteString(stub(len(texts), one.head))
			texts = append(texts, one.text)
		}
		stubs[name] = built.String()
	}
	sorted, hooked, err := installed(stubs)
	if err != nil {
		return installed(files)
	}
	if documents, err = whole(sorted, texts); err != nil {
		return nil, nil, err
	}
	hooks, err = whole(hooked, texts)
	return documents, hooks, err
}
