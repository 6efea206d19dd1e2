output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "Its network."
  value       = aws_vpc.this.cidr_block
}

output "subnet_ids" {
  description = "Subnets by kind: public, private, database."
  value = { for kind in ["public", "private", "database"] :
    kind => [for zone in var.zones : aws_subnet.this["${kind}-${zone}"].id]
  }
}

output "subnet_cidrs" {
  description = "Their networks by kind."
  value = { for kind in ["public", "private", "database"] :
    kind => [for zone in var.zones : aws_subnet.this["${kind}-${zone}"].cidr_block]
  }
}

output "route_table_ids" {
  description = "Tables that need routes to the other places: the private ones, by zone."
  value       = { for zone in var.zones : zone => aws_route_table.private[zone].id }
}

output "security_group_ids" {
  description = "Security groups by name."
  value       = { for name, group in aws_security_group.this : name => group.id }
}
