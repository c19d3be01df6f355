package renderer

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

func toJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
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
		"toJson":        toJSON,
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

// texts adds the templates of a chart and of those inside it by their names.
func (one Chart) texts(all map[string]string) map[string]string {
	for _, file := range one.Templates {
		all[path.Join(one.Path, file.Name)] = string(file.Data)
	}
	for _, inside := range one.Inside {
		inside.texts(all)
	}
	return all
}

// scopes adds what the templates of a chart and of those inside it see, by their names.
func (one Chart) scopes(prepared Prepared, top map[string]any, values any, all map[string]scope) map[string]any {
	known := files{}
	for _, file := range one.Files {
		known[file.Name] = file.Data
	}
	subcharts := map[string]any{}
	seen := map[string]any{
		"Chart":        one.About,
		"Files":        known,
		"Release":      top["Release"],
		"Capabilities": top["Capabilities"],
		"Values":       values,
		"Subcharts":    subcharts,
	}
	for _, inside := range one.Inside {
		subcharts[inside.Name] = inside.scopes(prepared, top, prepared.Inner(values, inside.Name), all)
	}
	for _, file := range one.Templates {
		all[path.Join(one.Path, file.Name)] = scope{values: seen, folder: path.Join(one.Path, "templates")}
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
func (one *chart) templatesOf(about Chart) (*templates, error) {
	texts := about.texts(map[string]string{})
	key := strings.Join(slices.Sorted(maps.Keys(texts)), "\n")
	if known, ok := one.parsed[key]; ok {
		return known, nil
	}
	parsed, err := parse(texts)
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
func (one *chart) execute(prepared Prepared) (map[string]string, error) {
	about := prepared.Chart()
	known, err := one.templatesOf(about)
	if err != nil {
		return prepared.Render()
	}
	all, err := known.parsed.Clone()
	if err != nil {
		return prepared.Render()
	}
	bind(all.Option("missingkey=zero"), map[string]int{})
	scopes := map[string]scope{}
	about.scopes(prepared, prepared.Top(), prepared.Top()["Values"], scopes)
	rendered := make(map[string]string, len(known.names))
	for _, name := range known.names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		seen := scopes[name]
		seen.values["Template"] = map[string]any{"Name": name, "BasePath": seen.folder}
		var text strings.Builder
		if err := all.ExecuteTemplate(&text, name, seen.values); err != nil {
			if refused := located(err); refused != nil {
				return nil, refused
			}
			return prepared.Render()
		}
		rendered[name] = strings.ReplaceAll(text.String(), noValue, "")
	}
	return rendered, nil
}
