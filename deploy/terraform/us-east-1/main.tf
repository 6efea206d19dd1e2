# us-east-1 by itself: its network and the role of its instances. The names, records and the way to the other region are in ../global.
terraform {
  required_version = ">= 1.7"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.90, < 7.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "account_id" {
  description = "The AWS account."
  type        = string
  default     = "123456789012" # CHANGE
}

variable "oidc_provider" {
  description = "The EKS cluster's OIDC provider without https://."
  type        = string
  default     = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE" # CHANGE
}

variable "zone_id" {
  description = "The public hosted zone of the name that clients call."
  type        = string
  default     = "Z0123456789ABCDEFGHIJ" # CHANGE
}

module "network" {
  source                = "../modules/network"
  region                = "us-east-1"
  vpc_cidr              = "10.0.0.0/16"
  pod_cidr              = "10.244.0.0/16"
  zones                 = ["us-east-1a", "us-east-1b", "us-east-1c"]
  other_networks        = ["10.1.0.0/16", "10.2.0.0/16"]
  witness_only_networks = ["10.2.0.0/16"]
}

module "identity" {
  source        = "../modules/identity"
  region        = "us-east-1"
  account_id    = var.account_id
  oidc_provider = var.oidc_provider
  zone_id       = var.zone_id
  record_names  = ["temporal-api.example.com", "_temporal-failover.temporal-api.example.com"] # CHANGE
}

output "network" {
  description = "For ../global."
  value = {
    region          = "us-east-1"
    vpc_id          = module.network.vpc_id
    vpc_cidr        = module.network.vpc_cidr
    subnet_ids      = module.network.subnet_ids["private"]
    route_table_ids = module.network.route_table_ids
  }
}

output "role_arn" {
  description = "For deploy/overlays/us-east-1/role-arn.yaml."
  value       = module.identity.role_arn
}
