# Subnets, flow logs and security groups of the address plan.
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variables {
  region                = "us-east-1"
  vpc_cidr              = "10.0.0.0/16"
  pod_cidr              = "10.244.0.0/16"
  zones                 = ["us-east-1a", "us-east-1b", "us-east-1c"]
  other_networks        = ["10.1.0.0/16", "10.2.0.0/16"]
  witness_only_networks = ["10.2.0.0/16"]
}

run "the_subnets_are_those_of_the_plan" {
  command = plan

  assert {
    condition = output.subnet_cidrs == {
      public   = ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]
      private  = ["10.0.10.0/24", "10.0.20.0/24", "10.0.30.0/24"]
      database = ["10.0.100.0/24", "10.0.101.0/24", "10.0.102.0/24"]
    }
    error_message = "Subnets."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.this : !subnet.map_public_ip_on_launch])
    error_message = "Nothing gets a public address by being there."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow.retention_in_days == 7 && aws_flow_log.this.traffic_type == "ALL" && length(aws_cloudwatch_log_subscription_filter.elasticsearch) == 0
    error_message = "Flow logs: all traffic, 7 days, CloudWatch."
  }
}

run "every_group_is_open_to_its_callers_only" {
  command = plan

  assert {
    condition     = alltrue([for name in keys(local.flows) : aws_vpc_security_group_ingress_rule.flow[name].from_port == aws_vpc_security_group_egress_rule.flow[name].from_port])
    error_message = "What is let in on one side is let out on the other."
  }

  assert {
    condition     = [for name, rule in aws_vpc_security_group_ingress_rule.edge[*] : rule.from_port] == [443]
    error_message = "The internet reaches 443 of the load balancers and nothing else."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_egress_rule.https : rule.from_port == 443 && rule.to_port == 443])
    error_message = "The internet is reached on 443 only."
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.place : "${rule.cidr_ipv4} ${rule.from_port}"]) == toset(["10.1.0.0/16 7233", "10.1.0.0/16 7443", "10.2.0.0/16 7233", "10.2.0.0/16 7443"])
    error_message = "Other places reach the frontend and the exchange."
  }

  assert {
    condition     = !contains([for rule in aws_vpc_security_group_egress_rule.place : "${rule.cidr_ipv4} ${rule.from_port}"], "10.2.0.0/16 7233")
    error_message = "A witness has no Temporal."
  }
}

run "two_zones_are_refused" {
  command = plan
  variables {
    zones = ["us-east-1a", "us-east-1b"]
  }
  expect_failures = [var.zones]
}
