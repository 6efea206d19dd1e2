variable "region" {
  description = "The region whose instances take this role."
  type        = string
}

variable "zone_id" {
  description = "The hosted zone."
  type        = string
}

variable "record_names" {
  description = "The names that may be written, lower case and without a final dot."
  type        = list(string)
}

variable "record_types" {
  description = "Types of the weighted records, and TXT for the epoch."
  type        = list(string)
  default     = ["A", "TXT"]
}

variable "oidc_provider" {
  description = "The cluster's OIDC provider without https://, for IAM roles for service accounts; null with Pod Identity."
  type        = string
  default     = null
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "pod_identity_cluster" {
  description = "Name of the EKS cluster, to bind the role by Pod Identity; null with an OIDC provider."
  type        = string
  default     = null
}

variable "arc_control_arns" {
  description = "Routing controls that may be set, where ARC is used."
  type        = list(string)
  default     = []
}
