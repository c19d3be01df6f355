package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"sort"
	"strings"
)

// All files but line.go are those of both renderers: they are links in the one for helm 3. What differs between the lines
// of helm, their packages above all, is in line.go of each.

// check refuses a version that is none, and a chart that is not there.
func check(request Request) (*helmCapabilities, error) {
	known, err := capabilities(request)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(request.Chart); err != nil {
		return nil, fmt.Errorf("path %q not found", request.Chart)
	}
	return known, nil
}

// readValues merges files of values, the last of which wins, and what is set.
func readValues(request Request) (map[string]any, error) {
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
	names := strings.Join(missing, ", ")
	return fmt.Errorf("%s: found in Chart.yaml, but missing in charts/ directory: %s", missingCharts, names)
}

// load reads a chart from a folder or a package, and refuses one that cannot be installed.
func load(path string) (*helmChart, error) {
	read, err := loaded(path)
	if err != nil {
		return nil, err
	}
	return read, checked(read)
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

func capabilities(request Request) (*helmCapabilities, error) {
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

// prepare says what the templates see with these values.
func prepare(read *helmChart, request Request, known *helmCapabilities, values map[string]any) (*prepared, error) {
	if err := validateReleaseName(request.Name); err != nil {
		return nil, failed("release name check failed", fmt.Errorf("release name %q: %w", request.Name, err))
	}
	if read.Metadata.Deprecated {
		warn()
	}
	one := copied(read)
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
	return &prepared{chart: one, capabilities: known, top: top}, nil
}

// prepared is a chart with the values of one render.
type prepared struct {
	chart        *helmChart
	capabilities *helmCapabilities
	top          helmValues
}

// plain are the values as the schema sees them.
func (one *prepared) plain() map[string]any { return one.top["Values"].(helmValues).AsMap() }

// validate is helm's own validation, for its messages.
func (one *prepared) validate() error { return validateAgainstSchema(one.chart, one.plain()) }

// compatible says whether the chart takes this version of Kubernetes.
func (one *prepared) compatible() error {
	wanted, found := one.chart.Metadata.KubeVersion, one.capabilities.KubeVersion
	if wanted == "" || isCompatibleRange(wanted, found.String()) {
		return nil
	}
	return fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, shownVersion(found))
}

// render is helm's own engine, for what our own does not do and for its messages.
func (one *prepared) render() (map[string]string, error) { return rendered(one.chart, one.top) }

// split divides a rendered file into documents, in their order.
func split(text string) []string {
	parts := splitManifests(text)
	names := slices.Collect(maps.Keys(parts))
	sort.Sort(manifestOrder(names))
	documents := make([]string, len(names))
	for at, name := range names {
		documents[at] = parts[name]
	}
	return documents
}

// installed brings the documents of files into the order of an install, hooks behind all others.
func installed(files map[string]string) (documents, hooks []document, err error) {
	hooked, sorted, err := sortManifests(files, nil, installOrder)
	for _, manifest := range sorted {
		documents = append(documents, document{path: manifest.Name, text: manifest.Content})
	}
	for _, hook := range hooked {
		hooks = append(hooks, document{path: hook.Path, text: hook.Manifest})
	}
	return documents, hooks, err
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println(defaultCapabilities.HelmVersion.Version)
		return
	}
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
