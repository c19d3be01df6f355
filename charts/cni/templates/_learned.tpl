{{- /* Generated from upstream's manifests; change generator/ instead.
What upstream's manifests say, for the templates and the notes to include. */ -}}
{{- define "cni.canal.name" -}}
{{- if eq .Values.calico.datastore "kubernetes" -}}
canal
{{- else -}}
canal-node
{{- end -}}
{{- end }}
{{- define "cni.calico.configName" -}}
{{- if eq .Values.plugin "calico" -}}
calico-config
{{- else -}}
canal-config
{{- end -}}
{{- end }}
