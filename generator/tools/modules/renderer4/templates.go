package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
)

// nested is how often templates include each other before it is held for a circle.
const nested = 1000

// noValue is what Go prints for nothing, and helm does not.
const noValue = "<no value>"

// refusal is the error of `fail` and `required`, whose message helm shows without the way that led there.
type refusal struct {
	message string
}

func (one refusal) Error() string { return one.message }

// templates are the parsed templates of a chart and of those inside it.
type templates struct {
	parsed *template.Template
	names  []string
}

// scope is what a template sees, and the folder of its chart's templates.
type scope struct {
	values map[string]any
	folder string
}

// files is .Files, as far as it is asked for; what else there is ends in helm's own engine.
type files map[string][]byte

// GetBytes is the content of a file, empty where there is none.
func (all files) GetBytes(name string) []byte { return all[name] }

// Get is the content of a file as a text.
func (all files) Get(name string) string { return string(all[name]) }

// Lines are the lines of a file; the last one may be empty.
func (all files) Lines(name string) []string {
	if len(all[name]) == 0 {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(string(all[name]), "\n"), "\n")
}

func toYAML(value any) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(text), "\n")
}

// reader reads a text in YAML or in JSON.
type reader func(text []byte, value any) error

func fromYAML(text []byte, value any) error { return yaml.Unmarshal(text, value) }

// mapping reads texts of mappings; of what is none, the mapping says why.
func mapping(read reader) func(string) map[string]any {
	return func(text string) map[string]any {
		value := map[string]any{}
		if err := read([]byte(text), &value); err != nil {
			value["Error"] = err.Error()
		}
		return value
	}
}

// list reads texts of lists; of what is none, the list says why.
func list(read reader) func(string) []any {
	return func(text string) []any {
		value := []any{}
		if err := read([]byte(text), &value); err != nil {
			return []any{err.Error()}
		}
		return value
	}
}

func fail(message string) (string, error) { return "", refusal{message} }

func required(message string, value any) (any, error) {
	if text, ok := value.(string); value == nil || (ok && text == "") {
		return value, refusal{message}
	}
	return value, nil
}

// functions are those that need no template; helm has some more, and a template that calls them is left to its engine.
func functions() template.FuncMap {
	all := sprig.TxtFuncMap()
	delete(all, "env")
	delete(all, "expandenv")
	delete(all, "mustToJson")
	maps.Copy(all, template.FuncMap{
		"toYaml":        toYAML,
		"fromYaml":      mapping(fromYAML),
		"fromYamlArray": list(fromYAML),
		"fromJson":      mapping(json.Unmarshal),
		"fromJsonArray": list(json.Unmarshal),
		"fail":          fail,
		"required":      required,
		"lookup":        func(_, _, _, _ string) (map[string]any, error) { return map[string]any{}, nil },
		"getHostByName": func(string) string { return "" },
		"include":       func(string, any) (string, error) { return "", nil },
		"tpl":           func(string, any) (string, error) { return "", nil },
	})
	return all
}

// bind gives templates the functions that call templates: `depth` counts how often each name is being included.
func bind(all *template.Template, depth map[string]int) {
	all.Funcs(template.FuncMap{
		"include": func(name string, value any) (string, error) {
			if depth[name] > nested {
				return "", fmt.Errorf("%s is included again and again", name)
			}
			depth[name]++
			defer func() { depth[name]-- }()
			var text strings.Builder
			err := all.ExecuteTemplate(&text, name, value)
			return text.String(), err
		},
		"tpl": func(text string, value any) (string, error) {
			inner, err := all.Clone()
			if err != nil {
				return "", err
			}
			inner.Option("missingkey=zero")
			bind(inner, depth)
			if inner, err = inner.New(all.Name()).Parse(text); err != nil {
				return "", err
			}
			var result strings.Builder
			err = inner.Execute(&result, value)
			return strings.ReplaceAll(result.String(), noValue, ""), err
		},
	})
}

// inOrder sorts names as helm does: the deepest first, and backwards among those of one depth.
func inOrder(first, second string) int {
	if less := strings.Count(second, "/") - strings.Count(first, "/"); less != 0 {
		return less
	}
	return strings.Compare(second, first)
}

// templatesIn are the templates of a chart; a library has only those that others include.
func templatesIn(one *helmChart) []*helmFile {
	if !strings.EqualFold(one.Metadata.Type, "library") {
		return one.Templates
	}
	return slices.DeleteFunc(slices.Clone(one.Templates), func(file *helmFile) bool {
		return !strings.HasPrefix(path.Base(file.Name), "_")
	})
}

// texts adds the templates of a chart and of those inside it by their names.
func texts(one *helmChart, all map[string]string) map[string]string {
	for _, file := range templatesIn(one) {
		all[path.Join(one.ChartFullPath(), file.Name)] = string(file.Data)
	}
	for _, inside := range one.Dependencies() {
		texts(inside, all)
	}
	return all
}

// valuesInside are those of a chart inside the one with these values.
func valuesInside(values any, name string) any {
	if inside, err := (helmValues{"Values": values}).Table("Values." + name); err == nil {
		return inside
	}
	return helmValues{}
}

// scopes adds what the templates of a chart and of those inside it see, by their names.
func scopes(one *helmChart, top helmValues, values any, all map[string]scope) map[string]any {
	known := files{}
	for _, file := range one.Files {
		known[file.Name] = file.Data
	}
	subcharts := map[string]any{}
	seen := map[string]any{
		"Chart":        about(one),
		"Files":        known,
		"Release":      top["Release"],
		"Capabilities": top["Capabilities"],
		"Values":       values,
		"Subcharts":    subcharts,
	}
	for _, inside := range one.Dependencies() {
		subcharts[inside.Name()] = scopes(inside, top, valuesInside(values, inside.Name()), all)
	}
	own := scope{values: seen, folder: path.Join(one.ChartFullPath(), "templates")}
	for _, file := range templatesIn(one) {
		all[path.Join(one.ChartFullPath(), file.Name)] = own
	}
	return seen
}

func parse(texts map[string]string) (*templates, error) {
	all := template.New("gotpl").Option("missingkey=zero").Funcs(functions())
	names := slices.SortedFunc(maps.Keys(texts), inOrder)
	for _, name := range names {
		if _, err := all.New(name).Parse(texts[name]); err != nil {
			return nil, err
		}
	}
	return &templates{parsed: all, names: names}, nil
}

// templatesOf are the parsed templates of the chart with those inside it that are enabled.
func (one *keptChart) templatesOf(enabled *helmChart) (*templates, error) {
	all := texts(enabled, map[string]string{})
	key := strings.Join(slices.Sorted(maps.Keys(all)), "\n")
	if known, ok := one.parsed[key]; ok {
		return known, nil
	}
	parsed, err := parse(all)
	if err != nil {
		return nil, err
	}
	one.parsed[key] = parsed
	return parsed, nil
}

// located is a refusal at the place where the template that was rendered led to it.
func located(err error) error {
	found, ok := errors.AsType[refusal](err)
	parts := strings.SplitN(err.Error(), ": ", 3)
	if !ok || len(parts) != 3 {
		return nil
	}
	return fmt.Errorf("execution error at (%s): %s", parts[1], found.message)
}

// execute renders every template; an error is helm's own, found by its engine where it is no plain refusal.
func (one *keptChart) execute(prepared *prepared) (map[string]string, error) {
	known, err := one.templatesOf(prepared.chart)
	if err != nil {
		return prepared.render()
	}
	all, err := known.parsed.Clone()
	if err != nil {
		return prepared.render()
	}
	bind(all.Option("missingkey=zero"), map[string]int{})
	scoped := map[string]scope{}
	scopes(prepared.chart, prepared.top, prepared.top["Values"], scoped)
	written := make(map[string]string, len(known.names))
	for _, name := range known.names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		seen := scoped[name]
		seen.values["Template"] = map[string]any{"Name": name, "BasePath": seen.folder}
		var text strings.Builder
		if err := all.ExecuteTemplate(&text, name, seen.values); err != nil {
			if refused := located(err); refused != nil {
				return nil, refused
			}
			return prepared.render()
		}
		written[name] = strings.ReplaceAll(text.String(), noValue, "")
	}
	return written, nil
}
