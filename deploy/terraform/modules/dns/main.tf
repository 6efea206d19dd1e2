locals {
  primary   = one([for name, region in var.regions : name if region.role == "primary"])
  secondary = { for name, region in var.regions : name => region if region.role != "primary" }
}

# Whether a region serves, for people and alarms. Attached to no record: it knows nothing of what other places see.
resource "aws_route53_health_check" "own" {
  for_each          = var.regions
  type              = "HTTPS"
  fqdn              = "${each.key}.${var.health_domain}"
  port              = 443
  resource_path     = "/health"
  request_interval  = var.check_interval
  failure_threshold = 3
  enable_sni        = true
  tags              = { Name = "temporal-frontend-${each.value.role}", app = "temporal" }
}

# "The standby takes over the primary": asks a standby, and is inverted. While it does not answer 200 (also while nobody answers) the
# primary's record stays healthy; when it does, Route 53 leaves the primary, and needs no API for it.
resource "aws_route53_health_check" "takeover" {
  for_each           = local.secondary
  type               = "HTTPS"
  fqdn               = "${each.key}.${var.health_domain}"
  port               = 443
  resource_path      = "/health/takeover/${local.primary}"
  request_interval   = var.check_interval
  failure_threshold  = var.takeover_threshold
  enable_sni         = true
  invert_healthcheck = true
  tags               = { Name = "temporal-takeover-${each.key}", app = "temporal" }
}

# With more than one standby each may take over: healthy only while none does.
resource "aws_route53_health_check" "takeover_any" {
  count                  = length(local.secondary) > 1 ? 1 : 0
  type                   = "CALCULATED"
  child_healthchecks     = [for check in aws_route53_health_check.takeover : check.id]
  child_health_threshold = length(local.secondary)
  tags                   = { Name = "temporal-takeover", app = "temporal" }
}

# Created once; from then on temporal-failover owns weight and epoch, and a plan must not put them back in the middle of an outage.
resource "aws_route53_record" "weighted" {
  for_each       = var.regions
  zone_id        = var.zone_id
  name           = var.name
  type           = "A"
  set_identifier = each.key

  weighted_routing_policy {
    weight = each.value.role == "primary" ? 100 : 0
  }

  alias {
    name    = each.value.balancer_dns
    zone_id = each.value.balancer_zone_id
    # Nothing but the weights and the takeover check decides.
    evaluate_target_health = false
  }

  health_check_id = (
    each.key != local.primary || !var.attach_takeover ? null :
    length(local.secondary) > 1 ? aws_route53_health_check.takeover_any[0].id : one(values(aws_route53_health_check.takeover)).id
  )

  lifecycle {
    ignore_changes = [weighted_routing_policy]
  }
}
