// Renderer3 renders charts as helm 3 does, on its own packages, for as long as it is asked.
package main

import (
	"fmt"
	"io"
	"log"
	"maps"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/releaseutil"
	"helm.sh/helm/v3/pkg/strvals"
	"sigs.k8s.io/yaml"
)

const missingCharts = "An error occurred while checking for chart dependencies. " +
	"You may need to run `helm dependency build` to fetch missing dependencies"

type (
	helmCapabilities = chartutil.Capabilities
	helmChart        = chart.Chart
	helmFile         = chart.File
	helmValues       = chartutil.Values
	manifestOrder    = releaseutil.BySplitManifestsOrder
	releaseOptions   = chartutil.ReleaseOptions
	simpleHead       = releaseutil.SimpleHead
	versionSet       = chartutil.VersionSet
)

var (
	defaultCapabilities   = chartutil.DefaultCapabilities
	installOrder          = releaseutil.InstallOrder
	isCompatibleRange     = chartutil.IsCompatibleRange
	loaded                = loader.Load
	parseInto             = strvals.ParseInto
	parseKubeVersion      = chartutil.ParseKubeVersion
	processDependencies   = chartutil.ProcessDependenciesWithMerge
	rendered              = engine.Engine{}.Render
	sortManifests         = releaseutil.SortManifests
	splitManifests        = releaseutil.SplitManifests
	toRenderValues        = chartutil.ToRenderValuesWithSchemaValidation
	validateAgainstSchema = chartutil.ValidateAgainstSchema
	validateReleaseName   = chartutil.ValidateReleaseName
)

func parsedValues(text []byte) (map[string]any, error) {
	values := map[string]any{}
	err := yaml.Unmarshal(text, &values)
	return values, err
}

// laid are values with others laid over them, map by map.
func laid(under, over map[string]any) map[string]any {
	all := maps.Clone(under)
	for key, value := range over {
		lower, isUnder := all[key].(map[string]any)
		upper, isOver := value.(map[string]any)
		if isUnder && isOver {
			value = laid(lower, upper)
		}
		all[key] = value
	}
	return all
}

// about is what templates see as .Chart.
func about(one *helmChart) any {
	return struct {
		chart.Metadata
		IsRoot bool
	}{*one.Metadata, one.IsRoot()}
}

// failed is an error as it is.
func failed(_ string, err error) error { return err }

func warn() { fmt.Fprint(log.Writer(), "WARNING: This chart is deprecated\n") }

func shownVersion(version chartutil.KubeVersion) string { return version.String() }

// logTo sends what the packages log to a writer.
func logTo(writer io.Writer) io.Writer {
	previous := log.Writer()
	log.SetFlags(log.Lshortfile)
	log.SetOutput(writer)
	return previous
}
