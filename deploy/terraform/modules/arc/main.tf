# Optional: routing controls of Application Recovery Controller, whose state is set at five regional endpoints and needs neither Route 53's API nor
# one region in particular. They cost by the hour. Route 53 then follows health checks of the type RECOVERY_CONTROL.
variable "name" {
  description = "Name of cluster and panel."
  type        = string
  default     = "temporal"
}

variable "regions" {
  description = "One control for each region."
  type        = set(string)
}

resource "aws_route53recoverycontrolconfig_cluster" "this" {
  name = var.name
}

resource "aws_route53recoverycontrolconfig_control_panel" "this" {
  name        = var.name
  cluster_arn = aws_route53recoverycontrolconfig_cluster.this.arn
}

resource "aws_route53recoverycontrolconfig_routing_control" "this" {
  for_each          = var.regions
  name              = "${var.name}-${each.key}"
  cluster_arn       = aws_route53recoverycontrolconfig_cluster.this.arn
  control_panel_arn = aws_route53recoverycontrolconfig_control_panel.this.arn
}

# Never all off: the same rule as "weights never all zero".
resource "aws_route53recoverycontrolconfig_safety_rule" "at_least_one" {
  name              = "${var.name}-at-least-one"
  control_panel_arn = aws_route53recoverycontrolconfig_control_panel.this.arn
  asserted_controls = [for control in aws_route53recoverycontrolconfig_routing_control.this : control.arn]
  wait_period_ms    = 5000

  rule_config {
    inverted  = false
    threshold = 1
    type      = "ATLEAST"
  }
}

resource "aws_route53_health_check" "control" {
  for_each            = var.regions
  type                = "RECOVERY_CONTROL"
  routing_control_arn = aws_route53recoverycontrolconfig_routing_control.this[each.key].arn
  tags                = { Name = "${var.name}-${each.key}", app = "temporal" }
}

output "control_arns" {
  description = "Controls by region."
  value       = { for name, control in aws_route53recoverycontrolconfig_routing_control.this : name => control.arn }
}

output "endpoints" {
  description = "The five regional endpoints: keep the list where the failover reads it, not in a call to the API that may be down."
  value       = aws_route53recoverycontrolconfig_cluster.this.cluster_endpoints
}

output "health_check_ids" {
  description = "Health checks that follow the controls, for the weighted records."
  value       = { for name, check in aws_route53_health_check.control : name => check.id }
}
