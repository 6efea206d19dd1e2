output "role_arn" {
  description = "For the annotation eks.amazonaws.com/role-arn of the service account (deploy/overlays/REGION/role-arn.yaml)."
  value       = aws_iam_role.this.arn
}

output "policy_json" {
  description = "What the role may do."
  value       = data.aws_iam_policy_document.records.json
}
