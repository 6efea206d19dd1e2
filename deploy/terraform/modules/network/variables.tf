variable "region" {
  description = "The region, such as us-east-1; it names everything."
  type        = string
}

variable "vpc_cidr" {
  description = "The region's network. No two places may overlap: routes and policies know each other by it."
  type        = string
}

variable "pod_cidr" {
  description = "Addresses of the pods where they are not the VPC's own (Calico with VXLAN); null with the VPC CNI."
  type        = string
  default     = null
}

variable "zones" {
  description = "Availability zones, one subnet of each kind in each."
  type        = list(string)
  validation {
    condition     = length(var.zones) == 3
    error_message = "Three zones: one may fail, and a majority of the stores' replicas must stay."
  }
}

variable "other_networks" {
  description = "Networks of the other region and of the witness, which reach 7233 and 7443 by the private path."
  type        = list(string)
}

variable "witness_only_networks" {
  description = "Those of other_networks that only probe: no workers there."
  type        = list(string)
  default     = []
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone, so that the loss of one takes no other zone's egress (Route 53, STS) with it. false: one for all."
  type        = bool
  default     = true
}

variable "flow_log_retention_days" {
  description = "How long flow logs are kept in CloudWatch."
  type        = number
  default     = 7
}

variable "flow_logs_to_elasticsearch" {
  description = "Also copies flow logs to an Elasticsearch or OpenSearch by Firehose; null: CloudWatch only."
  type = object({
    firehose_arn      = string
    subscription_role = string
  })
  default = null
}
