# What belongs to no region: the way between them, the zone's records and their health checks. Applied after both regions; a state of its
# own, so that neither region's outage stands in the way of the other's.
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
  alias  = "primary"
  region = "us-east-1"
}

provider "aws" {
  alias  = "secondary"
  region = "us-west-2"
}

variable "networks" {
  description = "Output `network` of each region."
  type = map(object({
    region          = string
    vpc_id          = string
    vpc_cidr        = string
    subnet_ids      = list(string)
    route_table_ids = map(string)
  }))
}

variable "zone_name" {
  description = "The public zone; null uses zone_id, a zone that is there already."
  type        = string
  default     = null
}

variable "zone_id" {
  description = "The public hosted zone."
  type        = string
  default     = "Z0123456789ABCDEFGHIJ" # CHANGE
}

variable "private_zone_name" {
  description = "The private zone of the regions' private names, seen from both networks."
  type        = string
  default     = "internal.example.com" # CHANGE
}

resource "aws_route53_zone" "public" {
  count    = var.zone_name == null ? 0 : 1
  provider = aws.primary
  name     = var.zone_name
}

resource "aws_route53_zone" "private" {
  provider = aws.primary
  name     = var.private_zone_name

  dynamic "vpc" {
    for_each = var.networks
    content {
      vpc_id     = vpc.value.vpc_id
      vpc_region = vpc.value.region
    }
  }
}

module "connectivity" {
  source    = "../modules/connectivity"
  providers = { aws.primary = aws.primary, aws.secondary = aws.secondary }
  primary   = var.networks["us-east-1"]
  secondary = var.networks["us-west-2"]
}

module "dns" {
  source        = "../modules/dns"
  providers     = { aws = aws.primary }
  zone_id       = var.zone_name == null ? var.zone_id : aws_route53_zone.public[0].zone_id
  name          = "temporal-api.example.com" # CHANGE
  health_domain = "health.example.com"       # CHANGE
  regions = {
    us-east-1 = {
      role             = "primary"
      balancer_dns     = "temporal-us-east-1-0123456789abcdef.elb.us-east-1.amazonaws.com" # CHANGE
      balancer_zone_id = "Z26RNL4JYFTOTI"
    }
    us-west-2 = {
      role             = "secondary"
      balancer_dns     = "temporal-us-west-2-0123456789abcdef.elb.us-west-2.amazonaws.com" # CHANGE
      balancer_zone_id = "Z18D5FSROUN65G"
    }
  }
}

output "private_zone_id" {
  description = "Where the private names of Temporal's frontend and of the exchange go (temporal-frontend.REGION, temporal-failover.REGION)."
  value       = aws_route53_zone.private.zone_id
}
