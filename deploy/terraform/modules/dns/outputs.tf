output "own_check_ids" {
  description = "Checks of the regions' own health, for alarms."
  value       = { for name, check in aws_route53_health_check.own : name => check.id }
}

output "takeover_check_ids" {
  description = "Inverted checks, by the standby that they ask."
  value       = { for name, check in aws_route53_health_check.takeover : name => check.id }
}

output "record_names" {
  description = "Names that temporal-failover writes, for the identity module: the record's and its epoch's."
  value       = [var.name, "_temporal-failover.${var.name}"]
}
