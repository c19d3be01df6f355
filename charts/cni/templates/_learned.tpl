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
{{- define "cni.upstream.namespace" -}}
{{- if eq .Values.plugin "flannel" -}}
kube-flannel
{{- else -}}
kube-system
{{- end -}}
{{- end }}
{{- define "cni.upstream.podCIDR" -}}
10.244.0.0/16
{{- end }}
{{- define "cni.upstream.flannelBackend" -}}
vxlan
{{- end }}
{{- define "cni.upstream.calicoIpip" -}}
{{- if and (eq .Values.calico.backend "bird") (eq .Values.calico.dataplane "iptables") -}}
Always
{{- else -}}
Never
{{- end -}}
{{- end }}
{{- define "cni.upstream.calicoVxlan" -}}
{{- if eq .Values.calico.backend "bird" -}}
Never
{{- else -}}
CrossSubnet
{{- end -}}
{{- end }}
