# A plan of these asks AWS nothing. The records and checks are those of deploy/examples, object by object.
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variables {
  zone_id       = "Z0123456789ABCDEFGHIJ"
  name          = "temporal-api.example.com"
  health_domain = "health.example.com"
  regions = {
    us-east-1 = {
      role             = "primary"
      balancer_dns     = "temporal-us-east-1-0123456789abcdef.elb.us-east-1.amazonaws.com"
      balancer_zone_id = "Z26RNL4JYFTOTI"
    }
    us-west-2 = {
      role             = "secondary"
      balancer_dns     = "temporal-us-west-2-0123456789abcdef.elb.us-west-2.amazonaws.com"
      balancer_zone_id = "Z18D5FSROUN65G"
    }
  }
}

run "the_records_are_those_of_the_example" {
  command = plan

  assert {
    condition = { for region, record in aws_route53_record.weighted : region => {
      Name          = record.name
      Type          = record.type
      Id            = record.set_identifier
      Weight        = record.weighted_routing_policy[0].weight
      Target        = record.alias[0].name
      Zone          = record.alias[0].zone_id
      Target_health = record.alias[0].evaluate_target_health
      } } == { for change in jsondecode(file("../../../examples/route53-records.json")).Changes : change.ResourceRecordSet.SetIdentifier => {
      Name          = change.ResourceRecordSet.Name
      Type          = change.ResourceRecordSet.Type
      Id            = change.ResourceRecordSet.SetIdentifier
      Weight        = change.ResourceRecordSet.Weight
      Target        = change.ResourceRecordSet.AliasTarget.DNSName
      Zone          = change.ResourceRecordSet.AliasTarget.HostedZoneId
      Target_health = change.ResourceRecordSet.AliasTarget.EvaluateTargetHealth
    } }
    error_message = "The records differ from deploy/examples/route53-records.json."
  }

  assert {
    condition     = aws_route53_record.weighted["us-west-2"].health_check_id == null
    error_message = "The one left must never look unhealthy."
  }

  assert {
    condition = {
      Type                     = aws_route53_health_check.takeover["us-west-2"].type
      FullyQualifiedDomainName = aws_route53_health_check.takeover["us-west-2"].fqdn
      Port                     = aws_route53_health_check.takeover["us-west-2"].port
      ResourcePath             = aws_route53_health_check.takeover["us-west-2"].resource_path
      RequestInterval          = aws_route53_health_check.takeover["us-west-2"].request_interval
      FailureThreshold         = aws_route53_health_check.takeover["us-west-2"].failure_threshold
      EnableSNI                = aws_route53_health_check.takeover["us-west-2"].enable_sni
      Inverted                 = aws_route53_health_check.takeover["us-west-2"].invert_healthcheck
    } == jsondecode(file("../../../examples/route53-healthcheck-takeover.json"))
    error_message = "The takeover check differs from deploy/examples."
  }

  assert {
    condition = {
      Type                     = aws_route53_health_check.own["us-east-1"].type
      FullyQualifiedDomainName = aws_route53_health_check.own["us-east-1"].fqdn
      Port                     = aws_route53_health_check.own["us-east-1"].port
      ResourcePath             = aws_route53_health_check.own["us-east-1"].resource_path
      RequestInterval          = aws_route53_health_check.own["us-east-1"].request_interval
      FailureThreshold         = aws_route53_health_check.own["us-east-1"].failure_threshold
      EnableSNI                = aws_route53_health_check.own["us-east-1"].enable_sni
    } == jsondecode(file("../../../examples/route53-healthcheck-own.json"))
    error_message = "The region's own check differs from deploy/examples."
  }
}

run "no_check_asks_the_name_that_it_guards" {
  command = plan

  assert {
    condition = alltrue([for check in concat(values(aws_route53_health_check.own), values(aws_route53_health_check.takeover)) :
    check.fqdn != var.name && anytrue([for region in keys(var.regions) : startswith(check.fqdn, "${region}.")])])
    error_message = "A check of the moved name follows the record that it guards."
  }
}

run "thirty_seconds_as_the_document_has_it" {
  command = plan
  variables {
    check_interval = 30
  }

  assert {
    condition     = aws_route53_health_check.takeover["us-west-2"].request_interval == 30 && aws_route53_health_check.takeover["us-west-2"].failure_threshold == 2
    error_message = "30 s and threshold 2."
  }
}

run "two_primaries_are_refused" {
  command = plan
  variables {
    regions = {
      us-east-1 = { role = "primary", balancer_dns = "a", balancer_zone_id = "Z1" }
      us-west-2 = { role = "primary", balancer_dns = "b", balancer_zone_id = "Z2" }
    }
  }
  expect_failures = [var.regions]
}
