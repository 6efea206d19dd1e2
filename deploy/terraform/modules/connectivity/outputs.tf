output "peering_id" {
  description = "The peering connection; null with transit gateways."
  value       = local.peering ? aws_vpc_peering_connection.this[0].id : null
}

output "transit_gateway_id" {
  description = "The primary's transit gateway; null without one."
  value       = local.tgw ? aws_ec2_transit_gateway.primary[0].id : null
}
