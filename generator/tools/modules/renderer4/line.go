// Renderer4 renders charts as helm 4 does, on its own packages, for as long as it is asked.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"

	ci "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	valuesloader "helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
	"helm.sh/helm/v4/pkg/strvals"
)

const missingCharts = "an error occurred while checking for chart dependencies. " +
	"You may need to run 'helm dependency build' to fetch missing dependencies"

type (
	helmCapabilities = common.Capabilities
	helmChart        = chart.Chart
	helmFile         = common.File
	helmValues       = common.Values
	manifestOrder    = releaseutil.BySplitManifestsOrder
	releaseOptions   = common.ReleaseOptions
	simpleHead       = releaseutil.SimpleHead
	versionSet       = common.VersionSet
)

var (
	defaultCapabilities   = common.DefaultCapabilities
	installOrder          = releaseutil.InstallOrder
	isCompatibleRange     = chartutil.IsCompatibleRange
	laid                  = valuesloader.MergeMaps
	parseInto             = strvals.ParseInto
	parseKubeVersion      = common.ParseKubeVersion
	processDependencies   = chartutil.ProcessDependencies
	rendered              = engine.Engine{}.Render
	sortManifests         = releaseutil.SortManifests
	splitManifests        = releaseutil.SplitManifests
	toRenderValues        = util.ToRenderValuesWithSchemaValidation
	validateAgainstSchema = util.ValidateAgainstSchema
	validateReleaseName   = chartutil.ValidateReleaseName
)

func parsedValues(text []byte) (map[string]any, error) {
	return valuesloader.LoadValues(bytes.NewReader(text))
}

func loaded(path string) (*helmChart, error) {
	read, err := loader.Load(path)
	if err != nil {
		return nil, err
	}
	if one, ok := read.(*helmChart); ok {
		return one, nil
	}
	return nil, errors.New("invalid chart apiVersion")
}

// about is what templates see as .Chart.
func about(one *helmChart) any {
	accessor, _ := ci.NewAccessor(one) // only another type of chart has none
	fields := accessor.MetadataAsMap()
	fields["IsRoot"] = accessor.IsRoot()
	return fields
}

// failed is an error that is logged, too.
func failed(what string, err error) error {
	slog.Error(what, slog.Any("error", err))
	return fmt.Errorf("%s: %w", what, err)
}

func warn() { slog.Warn("this chart is deprecated") }

func shownVersion(version common.KubeVersion) string { return version.Version }

// withoutTime leaves out when something was logged, as the command line does.
func withoutTime(_ []string, attribute slog.Attr) slog.Attr {
	if attribute.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return attribute
}

// logTo sends what the packages log to a writer.
func logTo(writer io.Writer) io.Writer {
	previous := log.Writer()
	slog.SetDefault(slog.New(slog.NewTextHandler(writer, &slog.HandlerOptions{ReplaceAttr: withoutTime})))
	return previous
}
