locals {
  peering = var.mode == "peering"
  tgw     = var.mode == "transit_gateway" || var.vpn != null
  tags    = { app = "temporal" }
}

# --- Peering: two regions and nothing else. The pods' own ranges are not routed: between clusters everything goes by load balancers.
resource "aws_vpc_peering_connection" "this" {
  count       = local.peering ? 1 : 0
  provider    = aws.primary
  vpc_id      = var.primary.vpc_id
  peer_vpc_id = var.secondary.vpc_id
  peer_region = var.secondary.region
  tags        = merge(local.tags, { Name = "temporal" })
}

resource "aws_vpc_peering_connection_accepter" "this" {
  count                     = local.peering ? 1 : 0
  provider                  = aws.secondary
  vpc_peering_connection_id = aws_vpc_peering_connection.this[0].id
  auto_accept               = true
  tags                      = merge(local.tags, { Name = "temporal" })
}

# Both ways: the network document has the primary's route alone, and answers would not come back.
resource "aws_route" "primary_peering" {
  for_each                  = local.peering ? var.primary.route_table_ids : {}
  provider                  = aws.primary
  route_table_id            = each.value
  destination_cidr_block    = var.secondary.vpc_cidr
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.this[0].id
}

resource "aws_route" "secondary_peering" {
  for_each                  = local.peering ? var.secondary.route_table_ids : {}
  provider                  = aws.secondary
  route_table_id            = each.value
  destination_cidr_block    = var.primary.vpc_cidr
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.this[0].id
}

# --- Transit gateways. A transit gateway is regional: across regions there are two, peered, with static routes.
resource "aws_ec2_transit_gateway" "primary" {
  count           = local.tgw ? 1 : 0
  provider        = aws.primary
  description     = "Temporal, ${var.primary.region}"
  amazon_side_asn = var.transit_gateway_asns.primary
  tags            = local.tags
}

resource "aws_ec2_transit_gateway_vpc_attachment" "primary" {
  count              = local.tgw ? 1 : 0
  provider           = aws.primary
  transit_gateway_id = aws_ec2_transit_gateway.primary[0].id
  vpc_id             = var.primary.vpc_id
  subnet_ids         = var.primary.subnet_ids
  tags               = local.tags
}

resource "aws_ec2_transit_gateway" "secondary" {
  count           = var.mode == "transit_gateway" ? 1 : 0
  provider        = aws.secondary
  description     = "Temporal, ${var.secondary.region}"
  amazon_side_asn = var.transit_gateway_asns.secondary
  tags            = local.tags
}

resource "aws_ec2_transit_gateway_vpc_attachment" "secondary" {
  count              = var.mode == "transit_gateway" ? 1 : 0
  provider           = aws.secondary
  transit_gateway_id = aws_ec2_transit_gateway.secondary[0].id
  vpc_id             = var.secondary.vpc_id
  subnet_ids         = var.secondary.subnet_ids
  tags               = local.tags
}

resource "aws_ec2_transit_gateway_peering_attachment" "this" {
  count                   = var.mode == "transit_gateway" ? 1 : 0
  provider                = aws.primary
  transit_gateway_id      = aws_ec2_transit_gateway.primary[0].id
  peer_region             = var.secondary.region
  peer_transit_gateway_id = aws_ec2_transit_gateway.secondary[0].id
  tags                    = local.tags
}

resource "aws_ec2_transit_gateway_peering_attachment_accepter" "this" {
  count                         = var.mode == "transit_gateway" ? 1 : 0
  provider                      = aws.secondary
  transit_gateway_attachment_id = aws_ec2_transit_gateway_peering_attachment.this[0].id
  tags                          = local.tags
}

# Each region's own network, not 10.0.0.0/8 to the primary: that would take the secondary's, the witness's and the Services' range with it.
resource "aws_ec2_transit_gateway_route" "to_secondary" {
  count                          = var.mode == "transit_gateway" ? 1 : 0
  provider                       = aws.primary
  destination_cidr_block         = var.secondary.vpc_cidr
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment.this[0].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.primary[0].association_default_route_table_id
  depends_on                     = [aws_ec2_transit_gateway_peering_attachment_accepter.this]
}

resource "aws_ec2_transit_gateway_route" "to_primary" {
  count                          = var.mode == "transit_gateway" ? 1 : 0
  provider                       = aws.secondary
  destination_cidr_block         = var.primary.vpc_cidr
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment.this[0].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.secondary[0].association_default_route_table_id
  depends_on                     = [aws_ec2_transit_gateway_peering_attachment_accepter.this]
}

resource "aws_route" "primary_tgw" {
  for_each               = var.mode == "transit_gateway" ? var.primary.route_table_ids : {}
  provider               = aws.primary
  route_table_id         = each.value
  destination_cidr_block = var.secondary.vpc_cidr
  transit_gateway_id     = aws_ec2_transit_gateway.primary[0].id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.primary]
}

resource "aws_route" "secondary_tgw" {
  for_each               = var.mode == "transit_gateway" ? var.secondary.route_table_ids : {}
  provider               = aws.secondary
  route_table_id         = each.value
  destination_cidr_block = var.primary.vpc_cidr
  transit_gateway_id     = aws_ec2_transit_gateway.secondary[0].id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.secondary]
}

# --- Site-to-site VPN: two tunnels, BGP, AES-256 only.
resource "aws_customer_gateway" "site" {
  count      = var.vpn == null ? 0 : 1
  provider   = aws.primary
  bgp_asn    = var.vpn.bgp_asn
  ip_address = var.vpn.address
  type       = "ipsec.1"
  tags       = local.tags
}

resource "aws_vpn_connection" "site" {
  count               = var.vpn == null ? 0 : 1
  provider            = aws.primary
  customer_gateway_id = aws_customer_gateway.site[0].id
  transit_gateway_id  = aws_ec2_transit_gateway.primary[0].id
  type                = "ipsec.1"
  static_routes_only  = false

  tunnel1_ike_versions                 = ["ikev2"]
  tunnel1_phase1_encryption_algorithms = ["AES256-GCM-16"]
  tunnel1_phase2_encryption_algorithms = ["AES256-GCM-16"]
  tunnel2_ike_versions                 = ["ikev2"]
  tunnel2_phase1_encryption_algorithms = ["AES256-GCM-16"]
  tunnel2_phase2_encryption_algorithms = ["AES256-GCM-16"]
  tags                                 = local.tags
}

resource "aws_route" "site" {
  for_each               = var.vpn == null ? {} : var.primary.route_table_ids
  provider               = aws.primary
  route_table_id         = each.value
  destination_cidr_block = var.vpn.cidr
  transit_gateway_id     = aws_ec2_transit_gateway.primary[0].id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.primary]
}
