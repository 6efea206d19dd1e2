{{/*
What networkPolicies asks for, from policies in the form of Kubernetes: a list of that value and their text. Calico's form says the same, rule
by rule, so that there is one text to keep right.
*/}}
{{- define "temporal-failover.policies" -}}
{{- if eq (index . 0) "kubernetes" }}
{{ index . 1 }}
{{- else if eq (index . 0) "calico" }}
{{- range splitList "\n---\n" (index . 1) }}
---
{{ include "temporal-failover.calico" (fromYaml .) }}
{{- end }}
{{- end }}
{{- end }}

{{/* One policy. Calico has one protocol a rule, and asks policies of this order where it asks those of Kubernetes. */}}
{{- define "temporal-failover.calico" -}}
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata:
  {{- toYaml .metadata | nindent 2 }}
spec:
  order: 1000
  selector: {{ include "temporal-failover.selector" .spec.podSelector }}
  types:
    {{- toYaml .spec.policyTypes | nindent 4 }}
  {{- range $direction, $side := dict "ingress" "from" "egress" "to" }}
  {{- with get $.spec $direction }}
  {{ $direction }}:
    {{- range $rule := . }}
    {{- range $protocol := list "UDP" "TCP" }}
    {{- $ports := list }}
    {{- range $rule.ports }}
    {{- if eq .protocol $protocol }}
    {{- $ports = append $ports .port }}
    {{- end }}
    {{- end }}
    {{- if $ports }}
    {{- range $peer := get $rule $side }}
    - action: Allow
      protocol: {{ $protocol }}
      {{- if eq $direction "ingress" }}
      source:
        {{- include "temporal-failover.peer" $peer | nindent 8 }}
      {{- end }}
      destination:
        {{- if eq $direction "egress" }}
        {{- include "temporal-failover.peer" $peer | nindent 8 }}
        {{- end }}
        {{- if not $peer.services }}
        ports: {{ toJson $ports }}
        {{- end }}
    {{- end }}
    {{- end }}
    {{- end }}
    {{- end }}
  {{- end }}
  {{- end }}
{{- end }}

{{/* One end of a connection. A selector alone means the policy's own namespace, as in Kubernetes. */}}
{{- define "temporal-failover.peer" -}}
{{- with .ipBlock }}
nets: {{ toJson (list .cidr) }}
{{- with .except }}
notNets: {{ toJson . }}
{{- end }}
{{- end }}
{{- with .services }}
services: {{ toJson . }}
{{- end }}
{{- if hasKey . "namespaceSelector" }}
namespaceSelector: {{ include "temporal-failover.selector" .namespaceSelector }}
{{- end }}
{{- if hasKey . "podSelector" }}
selector: {{ include "temporal-failover.selector" .podSelector }}
{{- end }}
{{- end }}

{{- define "temporal-failover.selector" -}}
{{- $terms := list }}
{{- range $key, $value := .matchLabels }}
{{- $terms = append $terms (printf "%s == %q" $key $value) }}
{{- end }}
{{- if $terms }}{{ join " && " $terms }}{{ else }}all(){{ end }}
{{- end }}
