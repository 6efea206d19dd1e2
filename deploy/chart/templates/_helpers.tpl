{{/* Names are fixed: certificates, identities of the mesh and the configuration know them. One installation a cluster. */}}
{{- define "temporal-failover.labels" -}}
app.kubernetes.io/name: temporal-failover{{ if eq .Values.place "witness" }}-witness{{ end }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "temporal-failover.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* The site's own file, or the example that ships. */}}
{{- define "temporal-failover.config" -}}
{{- if kindIs "map" .Values.config -}}
{{ toYaml .Values.config }}
{{- else if .Values.config -}}
{{ .Values.config }}
{{- else if eq .Values.place "witness" -}}
{{ .Files.Get "files/witness.yaml" }}
{{- else -}}
{{ .Files.Get "files/config.yaml" }}
{{- end -}}
{{- end }}

{{/* Read by the AWS Load Balancer Controller. Its check asks 9090: one of 7443 without a certificate would be a refused handshake every few seconds. */}}
{{- define "temporal-failover.exchangeAnnotations" -}}
service.beta.kubernetes.io/aws-load-balancer-scheme: internal
service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol: http
service.beta.kubernetes.io/aws-load-balancer-healthcheck-port: "9090"
service.beta.kubernetes.io/aws-load-balancer-healthcheck-path: /health/ready
{{- include "temporal-failover.addressType" . }}
{{- end }}

{{/* Of a load balancer. One for IPv6 targets has addresses of both kinds. */}}
{{- define "temporal-failover.addressType" -}}
{{- if has .Values.network.ipFamily (list "ipv6" "dual") }}
service.beta.kubernetes.io/aws-load-balancer-ip-address-type: dualstack
{{- end }}
{{- end }}

{{/* Of a Service. */}}
{{- define "temporal-failover.families" -}}
{{- with .Values.network.ipFamily }}
ipFamilyPolicy: {{ ternary "RequireDualStack" "SingleStack" (eq . "dual") }}
ipFamilies: {{ get (dict "ipv4" "[IPv4]" "ipv6" "[IPv6]" "dual" "[IPv4, IPv6]") . }}
{{- end }}
{{- with .Values.network.trafficDistribution }}
trafficDistribution: {{ . }}
{{- end }}
{{- end }}

{{/* Annotations of a pod. */}}
{{- define "temporal-failover.scrape" -}}
{{- if .Values.scrapeAnnotations }}
prometheus.io/scrape: "true"
prometheus.io/port: "9090"
prometheus.io/path: /metrics
{{- end }}
{{- end }}

{{/* Of a pod that stays outside of the mesh. */}}
{{- define "temporal-failover.outside" -}}
sidecar.istio.io/inject: "false"
{{- if eq .Values.mesh "ambient" }}
istio.io/dataplane-mode: none
{{- end }}
{{- end }}

{{- define "temporal-failover.scheduling" -}}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
