# The role may do what deploy/examples/iam-policy.json says, and be taken by whom the example of its trust says.
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

variables {
  region        = "us-east-1"
  account_id    = "123456789012"
  zone_id       = "Z0123456789ABCDEFGHIJ"
  record_names  = ["temporal-api.example.com", "_temporal-failover.temporal-api.example.com"]
  oidc_provider = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
}

run "the_policy_is_that_of_the_example" {
  command = plan

  assert {
    condition = [for statement in jsondecode(output.policy_json).Statement : [statement.Sid, statement.Action, statement.Resource]] == [
    for statement in jsondecode(file("../../../examples/iam-policy.json")).Statement : [statement.Sid, statement.Action, statement.Resource]]
    error_message = "Statements differ from deploy/examples/iam-policy.json."
  }

  assert {
    condition = { for key, values in jsondecode(output.policy_json).Statement[2].Condition["ForAllValues:StringEquals"] : key => sort(values) } == {
    for key, values in jsondecode(file("../../../examples/iam-policy.json")).Statement[2].Condition["ForAllValues:StringEquals"] : key => sort(values) }
    error_message = "Conditions differ from deploy/examples/iam-policy.json."
  }

  assert {
    condition     = jsondecode(output.policy_json).Statement[2].Condition.Null == jsondecode(file("../../../examples/iam-policy.json")).Statement[2].Condition.Null
    error_message = "The guard against an empty set is missing."
  }

  assert {
    condition     = jsonencode(jsondecode(aws_iam_role.this.assume_role_policy)) == jsonencode(jsondecode(file("../../../examples/iam-trust-us-east-1.json")))
    error_message = "The trust differs from deploy/examples/iam-trust-us-east-1.json."
  }
}

run "pod_identity_in_place_of_a_provider" {
  command = plan
  variables {
    oidc_provider        = null
    pod_identity_cluster = "temporal-us-east-1"
  }

  assert {
    condition     = aws_eks_pod_identity_association.this[0].service_account == "temporal-failover" && strcontains(aws_iam_role.this.assume_role_policy, "pods.eks.amazonaws.com")
    error_message = "Bound by Pod Identity."
  }
}

run "both_ways_at_once_are_refused" {
  command = plan
  variables {
    pod_identity_cluster = "temporal-us-east-1"
  }
  expect_failures = [aws_iam_role.this]
}
