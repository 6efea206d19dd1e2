variable "zone_id" {
  description = "The public hosted zone."
  type        = string
}

variable "name" {
  description = "What clients call. temporal-failover moves its weights."
  type        = string
}

variable "health_domain" {
  description = "Each region's health endpoint is REGION.health_domain: a name that leads to that region always, never one that a failover moves."
  type        = string
}

variable "regions" {
  description = "The regions with the load balancer of each one's edge. Exactly one is primary; only its record can be taken over."
  type = map(object({
    role             = string
    balancer_dns     = string
    balancer_zone_id = string
  }))
  validation {
    condition     = length([for region in var.regions : region if region.role == "primary"]) == 1
    error_message = "Exactly one region is primary."
  }
}

variable "check_interval" {
  description = "Seconds between two checks of one checker: 10 or 30. With 30 and threshold 2 a takeover needs a minute more."
  type        = number
  default     = 10
  validation {
    condition     = contains([10, 30], var.check_interval)
    error_message = "Route 53 knows 10 and 30."
  }
}

variable "takeover_threshold" {
  description = "Checks in a row that must agree before the primary's record is taken over."
  type        = number
  default     = 2
}

variable "attach_takeover" {
  description = "Attach the takeover check to the primary's record. The first apply without it: attach it when both regions are ready."
  type        = bool
  default     = true
}
