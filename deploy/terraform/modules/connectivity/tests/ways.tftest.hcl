# The three ways between the regions.
provider "aws" {
  alias                       = "primary"
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

provider "aws" {
  alias                       = "secondary"
  region                      = "us-west-2"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variables {
  primary = {
    region          = "us-east-1"
    vpc_id          = "vpc-1"
    vpc_cidr        = "10.0.0.0/16"
    subnet_ids      = ["subnet-1"]
    route_table_ids = { us-east-1a = "rtb-1", us-east-1b = "rtb-2", us-east-1c = "rtb-3" }
  }
  secondary = {
    region          = "us-west-2"
    vpc_id          = "vpc-2"
    vpc_cidr        = "10.1.0.0/16"
    subnet_ids      = ["subnet-2"]
    route_table_ids = { us-west-2a = "rtb-4", us-west-2b = "rtb-5", us-west-2c = "rtb-6" }
  }
}

run "peering_routes_both_ways" {
  command = plan

  assert {
    condition     = toset([for route in aws_route.primary_peering : route.destination_cidr_block]) == toset(["10.1.0.0/16"]) && length(aws_route.primary_peering) == 3
    error_message = "There."
  }

  assert {
    condition     = toset([for route in aws_route.secondary_peering : route.destination_cidr_block]) == toset(["10.0.0.0/16"]) && length(aws_route.secondary_peering) == 3
    error_message = "And back."
  }

  assert {
    condition     = length(aws_ec2_transit_gateway.primary) == 0
    error_message = "No transit gateway that nobody asked for."
  }
}

run "transit_gateways_route_each_regions_own_network" {
  command = plan
  variables {
    mode = "transit_gateway"
  }

  assert {
    condition     = aws_ec2_transit_gateway_route.to_secondary[0].destination_cidr_block == "10.1.0.0/16" && aws_ec2_transit_gateway_route.to_primary[0].destination_cidr_block == "10.0.0.0/16"
    error_message = "Never 10.0.0.0/8."
  }

  assert {
    condition     = aws_ec2_transit_gateway.primary[0].amazon_side_asn == 64512 && aws_ec2_transit_gateway.secondary[0].amazon_side_asn == 64513
    error_message = "Two numbers."
  }
}

run "a_vpn_has_two_tunnels_of_aes_256" {
  command = plan
  variables {
    vpn = { address = "203.0.113.9", bgp_asn = 65000, cidr = "10.2.0.0/16" }
  }

  assert {
    condition     = alltrue([for algorithms in [aws_vpn_connection.site[0].tunnel1_phase1_encryption_algorithms, aws_vpn_connection.site[0].tunnel2_phase2_encryption_algorithms] : algorithms == toset(["AES256-GCM-16"])])
    error_message = "AES-256."
  }
}

run "one_number_for_both_is_refused" {
  command = plan
  variables {
    transit_gateway_asns = { primary = 64512, secondary = 64512 }
  }
  expect_failures = [var.transit_gateway_asns]
}
