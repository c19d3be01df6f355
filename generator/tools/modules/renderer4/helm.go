package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"cni.tools/renderer"
	"sigs.k8s.io/yaml"
)

// This file is that of both renderers: it is a link in the one for helm 3. What differs between the lines of helm, their
// packages above all, is in line.go of each.

// line is a line of helm.
type line struct{}

// Check refuses a version that is none, and a chart that is not there.
func (line) Check(request renderer.Request) error {
	if _, err := capabilities(request); err != nil {
		return err
	}
	if _, err := os.Stat(request.Chart); err != nil {
		return fmt.Errorf("path %q not found", request.Chart)
	}
	return nil
}

// ReadValues merges files of values, the last of which wins, and what is set.
func (line) ReadValues(request renderer.Request) (map[string]any, error) {
	values := map[string]any{}
	for _, path := range request.Values {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		read, err := parsedValues(text)
		if err != nil {
			return nil, fmt.Errorf("failed to parse %s: %w", path, err)
		}
		values = laid(values, read)
	}
	for _, one := range request.Set {
		if err := parseInto(one, values); err != nil {
			return nil, fmt.Errorf("failed parsing --set data: %w", err)
		}
	}
	return values, nil
}

// source is a chart as it was read, which no render changes.
type source struct {
	chart *helmChart
}

// checked refuses a chart that is not to be installed, or that lacks charts which it names.
func checked(read *helmChart) error {
	if kind := read.Metadata.Type; kind != "" && kind != "application" {
		return fmt.Errorf("%s charts are not installable", kind)
	}
	var missing []string
	for _, wanted := range read.Metadata.Dependencies {
		isWanted := func(inside *helmChart) bool { return inside.Name() == wanted.Name }
		if !slices.ContainsFunc(read.Dependencies(), isWanted) {
			missing = append(missing, wanted.Name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found := fmt.Errorf("found in Chart.yaml, but missing in charts/ directory: %s", strings.Join(missing, ", "))
	return fmt.Errorf("%s: %w", missingCharts, found)
}

// Load reads a chart from a folder or a package.
func (line) Load(path string) (renderer.Source, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	read, err := loaded(absolute)
	if err != nil {
		return nil, err
	}
	if err := checked(read); err != nil {
		return nil, err
	}
	return source{read}, nil
}

// copied is a chart whose values and dependencies a render may change.
func copied(read *helmChart) *helmChart {
	one, about := *read, *read.Metadata
	about.Dependencies = nil
	for _, dependency := range read.Metadata.Dependencies {
		own := *dependency
		about.Dependencies = append(about.Dependencies, &own)
	}
	one.Metadata = &about
	one.Values = maps.Clone(read.Values)
	var inside []*helmChart
	for _, dependency := range read.Dependencies() {
		inside = append(inside, copied(dependency))
	}
	one.SetDependencies(inside...)
	return &one
}

func capabilities(request renderer.Request) (*helmCapabilities, error) {
	known := defaultCapabilities.Copy()
	if request.KubeVersion != "" {
		version, err := parseKubeVersion(request.KubeVersion)
		if err != nil {
			return nil, fmt.Errorf("invalid kube version '%s': %w", request.KubeVersion, err)
		}
		known.KubeVersion = *version
	}
	known.APIVersions = slices.Concat(known.APIVersions, versionSet(request.APIVersions))
	return known, nil
}

// Prepare says what the templates see with these values.
func (read source) Prepare(request renderer.Request, values map[string]any) (renderer.Prepared, error) {
	known, err := capabilities(request)
	if err != nil {
		return nil, err
	}
	if err := validateReleaseName(request.Name); err != nil {
		return nil, failed("release name check failed", fmt.Errorf("release name %q: %w", request.Name, err))
	}
	if read.chart.Metadata.Deprecated {
		warn()
	}
	one := copied(read.chart)
	if err := processDependencies(one, values); err != nil {
		return nil, failed("chart dependencies processing failed", err)
	}
	options := releaseOptions{
		Name:      request.Name,
		Namespace: request.Namespace,
		Revision:  1,
		IsInstall: !request.IsUpgrade,
		IsUpgrade: request.IsUpgrade,
	}
	top, err := toRenderValues(one, values, options, known, true)
	if err != nil {
		return nil, err
	}
	return prepared{chart: one, capabilities: known, top: top}, nil
}

// prepared is a chart with the values of one render.
type prepared struct {
	chart        *helmChart
	capabilities *helmCapabilities
	top          helmValues
}

func (one prepared) Top() map[string]any { return one.top }

func (one prepared) Plain() map[string]any { return one.top["Values"].(helmValues).AsMap() }

func (one prepared) Inner(values any, name string) any {
	if inner, err := (helmValues{"Values": values}).Table("Values." + name); err == nil {
		return inner
	}
	return helmValues{}
}

func filesOf(files []*helmFile) []renderer.File {
	all := make([]renderer.File, len(files))
	for at, file := range files {
		all[at] = renderer.File{Name: file.Name, Data: file.Data}
	}
	return all
}

func seen(one *helmChart) renderer.Chart {
	templates := filesOf(one.Templates)
	if strings.EqualFold(one.Metadata.Type, "library") {
		templates = slices.DeleteFunc(templates, func(file renderer.File) bool {
			return !strings.HasPrefix(filepath.Base(file.Name), "_")
		})
	}
	shown := renderer.Chart{
		Name:      one.Name(),
		Path:      one.ChartFullPath(),
		About:     about(one),
		Files:     filesOf(one.Files),
		Templates: templates,
	}
	for _, inside := range one.Dependencies() {
		shown.Inside = append(shown.Inside, seen(inside))
	}
	return shown
}

func (one prepared) Chart() renderer.Chart { return seen(one.chart) }

func isChecked(one *helmChart) bool {
	return one.Schema != nil || slices.ContainsFunc(one.Dependencies(), isChecked)
}

func (one prepared) Schema() (text []byte, whole bool) {
	return one.chart.Schema, !slices.ContainsFunc(one.chart.Dependencies(), isChecked)
}

func (one prepared) Validate() error { return validateAgainstSchema(one.chart, one.Plain()) }

func (one prepared) Compatible() error {
	wanted, found := one.chart.Metadata.KubeVersion, one.capabilities.KubeVersion
	if wanted == "" || isCompatibleRange(wanted, found.String()) {
		return nil
	}
	return fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, shownVersion(found))
}

func (one prepared) Render() (map[string]string, error) {
	return rendered(one.chart, one.top)
}

func (one prepared) Split(text string) []string {
	parts := splitManifests(text)
	names := slices.Collect(maps.Keys(parts))
	sort.Sort(manifestOrder(names))
	documents := make([]string, len(names))
	for at, name := range names {
		documents[at] = parts[name]
	}
	return documents
}

func (one prepared) Head(document string) (any, error) {
	var head simpleHead
	err := yaml.Unmarshal([]byte(document), &head)
	return head, err
}

func (one prepared) Sort(files map[string]string) (documents, hooks []renderer.Document, err error) {
	hooked, sorted, err := sortManifests(files, nil, installOrder)
	for _, manifest := range sorted {
		documents = append(documents, renderer.Document{Path: manifest.Name, Text: manifest.Content})
	}
	for _, hook := range hooked {
		hooks = append(hooks, renderer.Document{Path: hook.Path, Text: hook.Manifest})
	}
	return documents, hooks, err
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println(defaultCapabilities.HelmVersion.Version)
		return
	}
	if err := renderer.Serve(os.Stdin, os.Stdout, line{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
