# For nodes, or for pods with the VPC CNI's security groups for pods. The network document opened Temporal's backend to its callers and
# forgot itself: history, matching and membership between its own pods, DNS, and the way out to the other region.
locals {
  groups = {
    backend       = "Temporal's server and web UI"
    workers       = "Temporal's workers"
    load_balancer = "Load balancers of the web UI and of the API"
    monitoring    = "Prometheus and Alertmanager"
    database      = "PostgreSQL"
    elasticsearch = "Elasticsearch"
    failover      = "temporal-failover"
  }

  # to = who listens, from = who calls; each becomes an ingress rule there and an egress rule here.
  flows = {
    workers-frontend      = { from = "workers", to = "backend", first = 7233, last = 7233, why = "Temporal's gRPC API" }
    balancer-web          = { from = "load_balancer", to = "backend", first = 8080, last = 8080, why = "Web UI" }
    balancer-frontend     = { from = "load_balancer", to = "backend", first = 7233, last = 7233, why = "Public API" }
    monitoring-backend    = { from = "monitoring", to = "backend", first = 9090, last = 9090, why = "Metrics" }
    monitoring-workers    = { from = "monitoring", to = "workers", first = 8080, last = 8080, why = "Metrics" }
    monitoring-failover   = { from = "monitoring", to = "failover", first = 9090, last = 9090, why = "Metrics" }
    alerts-failover       = { from = "monitoring", to = "failover", first = 8080, last = 8080, why = "Alertmanager's webhook" }
    balancer-failover     = { from = "load_balancer", to = "failover", first = 8080, last = 8080, why = "Route 53's health checks" }
    backend-database      = { from = "backend", to = "database", first = 5432, last = 5432, why = "PostgreSQL" }
    backend-elasticsearch = { from = "backend", to = "elasticsearch", first = 9200, last = 9200, why = "Elasticsearch" }
    backend-rpc           = { from = "backend", to = "backend", first = 7233, last = 7239, why = "Roles among themselves" }
    backend-membership    = { from = "backend", to = "backend", first = 6933, last = 6939, why = "Membership" }
    failover-temporal     = { from = "failover", to = "backend", first = 7233, last = 7243, why = "Probes" }
    failover-web          = { from = "failover", to = "backend", first = 8080, last = 8080, why = "Probe of the web UI" }
    failover-metrics      = { from = "failover", to = "backend", first = 9090, last = 9090, why = "pool_sources" }
    failover-exchange     = { from = "failover", to = "failover", first = 7443, last = 7443, why = "Instances of this region" }
  }

  # Other places by their networks: 7233 for probes, workers' mesh and replication, 7443 for the exchange.
  places = { for pair in setproduct(var.other_networks, ["backend", "failover"]) :
    "${pair[1]}-${pair[0]}" => { cidr = pair[0], group = pair[1], port = pair[1] == "backend" ? 7233 : 7443 }
  }

  # Who calls other places. A witness has no Temporal.
  calls = merge(
    { for pair in setproduct(setsubtract(var.other_networks, var.witness_only_networks), ["backend", "workers", "failover"]) :
    "${pair[1]}-7233-${pair[0]}" => { cidr = pair[0], group = pair[1], port = 7233 } },
    { for cidr in var.other_networks : "failover-7443-${cidr}" => { cidr = cidr, group = "failover", port = 7443 } },
  )

  # Route 53, STS, the public paths; APIs that activities call; the identity provider.
  https = toset(["workers", "failover", "backend"])
  dns   = { for pair in setproduct(["workers", "failover", "backend", "monitoring"], ["tcp", "udp"]) : "${pair[0]}-${pair[1]}" => { group = pair[0], protocol = pair[1] } }
}

resource "aws_security_group" "this" {
  for_each    = local.groups
  name        = "temporal-${replace(each.key, "_", "-")}"
  description = each.value
  vpc_id      = aws_vpc.this.id
  tags        = merge(local.tags, { Name = "temporal-${replace(each.key, "_", "-")}" })
}

resource "aws_vpc_security_group_ingress_rule" "flow" {
  for_each                     = local.flows
  security_group_id            = aws_security_group.this[each.value.to].id
  referenced_security_group_id = aws_security_group.this[each.value.from].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.first
  to_port                      = each.value.last
  description                  = each.value.why
}

resource "aws_vpc_security_group_egress_rule" "flow" {
  for_each                     = local.flows
  security_group_id            = aws_security_group.this[each.value.from].id
  referenced_security_group_id = aws_security_group.this[each.value.to].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.first
  to_port                      = each.value.last
  description                  = each.value.why
}

resource "aws_vpc_security_group_ingress_rule" "place" {
  for_each          = local.places
  security_group_id = aws_security_group.this[each.value.group].id
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  description       = "Another place, by the private path"
}

resource "aws_vpc_security_group_egress_rule" "place" {
  for_each          = local.calls
  security_group_id = aws_security_group.this[each.value.group].id
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  description       = "Another place, by the private path"
}

resource "aws_vpc_security_group_egress_rule" "https" {
  for_each          = local.https
  security_group_id = aws_security_group.this[each.key].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "HTTPS outbound"
}

resource "aws_vpc_security_group_egress_rule" "dns" {
  for_each          = local.dns
  security_group_id = aws_security_group.this[each.value.group].id
  cidr_ipv4         = var.vpc_cidr
  ip_protocol       = each.value.protocol
  from_port         = 53
  to_port           = 53
  description       = "Names"
}

resource "aws_vpc_security_group_ingress_rule" "edge" {
  security_group_id = aws_security_group.this["load_balancer"].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "Clients, people, Route 53's checkers"
}

# Between nodes, where Calico encapsulates (VXLAN) and encrypts (WireGuard): a rule for its own group, to be attached to all nodes.
resource "aws_security_group" "nodes" {
  count       = var.pod_cidr == null ? 0 : 1
  name        = "temporal-nodes"
  description = "Calico between nodes"
  vpc_id      = aws_vpc.this.id
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "nodes" {
  for_each                     = var.pod_cidr == null ? {} : { vxlan = 4789, wireguard = 51820 }
  security_group_id            = aws_security_group.nodes[0].id
  referenced_security_group_id = aws_security_group.nodes[0].id
  ip_protocol                  = "udp"
  from_port                    = each.value
  to_port                      = each.value
  description                  = each.key
}

resource "aws_vpc_security_group_egress_rule" "nodes" {
  for_each                     = var.pod_cidr == null ? {} : { vxlan = 4789, wireguard = 51820 }
  security_group_id            = aws_security_group.nodes[0].id
  referenced_security_group_id = aws_security_group.nodes[0].id
  ip_protocol                  = "udp"
  from_port                    = each.value
  to_port                      = each.value
  description                  = each.key
}
