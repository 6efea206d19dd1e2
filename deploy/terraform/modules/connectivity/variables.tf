variable "primary" {
  description = "The primary region's network."
  type = object({
    region          = string
    vpc_id          = string
    vpc_cidr        = string
    subnet_ids      = list(string)
    route_table_ids = map(string)
  })
}

variable "secondary" {
  description = "The secondary region's network."
  type = object({
    region          = string
    vpc_id          = string
    vpc_cidr        = string
    subnet_ids      = list(string)
    route_table_ids = map(string)
  })
}

variable "mode" {
  description = "How the regions reach each other: a peering connection, or a transit gateway in each region, peered (for more than two places, or with a VPN)."
  type        = string
  default     = "peering"
  validation {
    condition     = contains(["peering", "transit_gateway"], var.mode)
    error_message = "peering or transit_gateway."
  }
}

variable "transit_gateway_asns" {
  description = "BGP numbers of the two transit gateways; they must differ."
  type        = object({ primary = number, secondary = number })
  default     = { primary = 64512, secondary = 64513 }
  validation {
    condition     = var.transit_gateway_asns.primary != var.transit_gateway_asns.secondary
    error_message = "Two transit gateways that peer need two numbers."
  }
}

variable "vpn" {
  description = "A site-to-site VPN to the primary's transit gateway, for a site that is not in AWS (the witness, say): its device's address, its BGP number and its network. null: none."
  type        = object({ address = string, bgp_asn = number, cidr = string })
  default     = null
}
