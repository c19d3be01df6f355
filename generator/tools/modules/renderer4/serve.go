package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
)

// Request is one call of `helm template NAME CHART`, with the flags that it knows.
type Request struct {
	Chart       string   `json:"chart"`
	Name        string   `json:"name"`
	Namespace   string   `json:"namespace"`
	Values      []string `json:"values"`
	Set         []string `json:"set"`
	KubeVersion string   `json:"kubeVersion"`
	APIVersions []string `json:"apiVersions"`
	IsUpgrade   bool     `json:"isUpgrade"`
}

// Answer is what the command line would print, and its exit status.
type Answer struct {
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
	Status int    `json:"status"`
}

// serve answers requests until there are no more of them; it fails where one cannot be read or written.
func serve(requests io.Reader, answers io.Writer) error {
	reader, writer := json.NewDecoder(bufio.NewReader(requests)), bufio.NewWriter(answers)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	known := charts{sums: sums{}}
	for {
		var request Request
		if err := reader.Decode(&request); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("a request in JSON is expected: %w", err)
		}
		if err := encoder.Encode(known.answer(request)); err != nil {
			return err
		}
		if err := writer.Flush(); err != nil {
			return err
		}
	}
}

// answer renders one request; what the packages of helm log on the way is part of standard error.
func (known *charts) answer(request Request) Answer {
	var logged bytes.Buffer
	previous := logTo(&logged)
	defer log.SetOutput(previous)
	text, err := known.render(request)
	if err != nil {
		return Answer{Stderr: logged.String() + "Error: " + err.Error() + "\n", Status: 1}
	}
	return Answer{Stdout: text, Stderr: logged.String()}
}
