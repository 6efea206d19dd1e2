locals {
  # 10.0.0.0/16 gives 10.0.1.0/24, 10.0.2.0/24, 10.0.3.0/24; .10, .20, .30; .100, .101, .102.
  subnets = merge(
    { for i, zone in var.zones : "public-${zone}" => { kind = "public", zone = zone, cidr = cidrsubnet(var.vpc_cidr, 8, i + 1) } },
    { for i, zone in var.zones : "private-${zone}" => { kind = "private", zone = zone, cidr = cidrsubnet(var.vpc_cidr, 8, (i + 1) * 10) } },
    { for i, zone in var.zones : "database-${zone}" => { kind = "database", zone = zone, cidr = cidrsubnet(var.vpc_cidr, 8, 100 + i) } },
  )
  nat_zones = var.nat_per_zone ? var.zones : slice(var.zones, 0, 1)
  tags      = { app = "temporal", region = var.region }
}

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(local.tags, { Name = "temporal-${var.region}" })
}

# No rule at all: what is put into no security group reaches nothing.
resource "aws_default_security_group" "none" {
  vpc_id = aws_vpc.this.id
  tags   = local.tags
}

resource "aws_subnet" "this" {
  for_each                = local.subnets
  vpc_id                  = aws_vpc.this.id
  cidr_block              = each.value.cidr
  availability_zone       = each.value.zone
  map_public_ip_on_launch = false
  tags = merge(local.tags, { Name = "temporal-${each.key}", kind = each.value.kind },
    # By these the load balancer controller finds where to put an edge and where an internal balancer.
    each.value.kind == "public" ? { "kubernetes.io/role/elb" = "1" } : {},
    each.value.kind == "private" ? { "kubernetes.io/role/internal-elb" = "1" } : {},
  )
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = local.tags
}

resource "aws_eip" "nat" {
  for_each = toset(local.nat_zones)
  domain   = "vpc"
  tags     = local.tags
}

resource "aws_nat_gateway" "this" {
  for_each      = toset(local.nat_zones)
  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.this["public-${each.key}"].id
  tags          = local.tags
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  tags   = merge(local.tags, { Name = "temporal-public" })
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table" "private" {
  for_each = toset(var.zones)
  vpc_id   = aws_vpc.this.id
  tags     = merge(local.tags, { Name = "temporal-private-${each.key}" })
}

resource "aws_route" "nat" {
  for_each               = toset(var.zones)
  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[var.nat_per_zone ? each.key : var.zones[0]].id
}

# Databases answer and never call out: a table without a default route.
resource "aws_route_table" "database" {
  vpc_id = aws_vpc.this.id
  tags   = merge(local.tags, { Name = "temporal-database" })
}

resource "aws_route_table_association" "this" {
  for_each  = local.subnets
  subnet_id = aws_subnet.this[each.key].id
  route_table_id = (
    each.value.kind == "public" ? aws_route_table.public.id :
    each.value.kind == "private" ? aws_route_table.private[each.value.zone].id : aws_route_table.database.id
  )
}
