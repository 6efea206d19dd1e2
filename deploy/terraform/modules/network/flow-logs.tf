# What was let through and what was not, of the whole network.
resource "aws_cloudwatch_log_group" "flow" {
  name              = "/vpc/temporal-${var.region}/flow"
  retention_in_days = var.flow_log_retention_days
  tags              = local.tags
}

data "aws_iam_policy_document" "flow_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "flow" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
    resources = ["${aws_cloudwatch_log_group.flow.arn}:*"]
  }
}

resource "aws_iam_role" "flow" {
  name               = "temporal-flow-logs-${var.region}"
  assume_role_policy = data.aws_iam_policy_document.flow_trust.json
  tags               = local.tags
}

resource "aws_iam_role_policy" "flow" {
  name   = "write"
  role   = aws_iam_role.flow.id
  policy = data.aws_iam_policy_document.flow.json
}

resource "aws_flow_log" "this" {
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  log_destination          = aws_cloudwatch_log_group.flow.arn
  iam_role_arn             = aws_iam_role.flow.arn
  max_aggregation_interval = 60
  tags                     = local.tags
}

# The index's fields and its 7 days: deploy/cluster/flow-logs.
resource "aws_cloudwatch_log_subscription_filter" "elasticsearch" {
  count           = var.flow_logs_to_elasticsearch == null ? 0 : 1
  name            = "elasticsearch"
  log_group_name  = aws_cloudwatch_log_group.flow.name
  filter_pattern  = ""
  destination_arn = var.flow_logs_to_elasticsearch.firehose_arn
  role_arn        = var.flow_logs_to_elasticsearch.subscription_role
}
