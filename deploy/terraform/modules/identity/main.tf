# Exactly these records, and only by CREATE and DELETE: temporal-failover changes them by compare-and-swap. IAM knows no condition for weights.
data "aws_iam_policy_document" "records" {
  statement {
    sid       = "ReadTheZone"
    actions   = ["route53:ListResourceRecordSets"]
    resources = ["arn:aws:route53:::hostedzone/${var.zone_id}"]
  }

  statement {
    sid       = "FollowAChange"
    actions   = ["route53:GetChange"]
    resources = ["arn:aws:route53:::change/*"]
  }

  statement {
    sid       = "MoveTheseRecordsOnly"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = ["arn:aws:route53:::hostedzone/${var.zone_id}"]

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = var.record_names
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsRecordTypes"
      values   = var.record_types
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsActions"
      values   = ["CREATE", "DELETE"]
    }
    # ForAllValues is true of nothing.
    condition {
      test     = "Null"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = length(var.arc_control_arns) == 0 ? [] : [1]
    content {
      sid       = "SetTheseRoutingControls"
      actions   = ["route53-recovery-cluster:GetRoutingControlState", "route53-recovery-cluster:UpdateRoutingControlStates"]
      resources = var.arc_control_arns
    }
  }
}

data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = var.oidc_provider == null ? [] : [var.oidc_provider]
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = ["arn:aws:iam::${var.account_id}:oidc-provider/${statement.value}"]
      }
      condition {
        test     = "StringEquals"
        variable = "${statement.value}:sub"
        values   = ["system:serviceaccount:temporal-failover:temporal-failover"]
      }
      condition {
        test     = "StringEquals"
        variable = "${statement.value}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.pod_identity_cluster == null ? [] : [1]
    content {
      actions = ["sts:AssumeRole", "sts:TagSession"]
      principals {
        type        = "Service"
        identifiers = ["pods.eks.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "temporal-failover-${var.region}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 3600
  tags                 = { app = "temporal-failover" }

  lifecycle {
    precondition {
      condition     = (var.oidc_provider == null) != (var.pod_identity_cluster == null)
      error_message = "Either oidc_provider or pod_identity_cluster."
    }
  }
}

resource "aws_iam_role_policy" "records" {
  name   = "records"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.records.json
}

# The agent of Pod Identity answers at 169.254.170.23:80; deploy/base/networkpolicy.yaml lets it.
resource "aws_eks_pod_identity_association" "this" {
  count           = var.pod_identity_cluster == null ? 0 : 1
  cluster_name    = var.pod_identity_cluster
  namespace       = "temporal-failover"
  service_account = "temporal-failover"
  role_arn        = aws_iam_role.this.arn
}
