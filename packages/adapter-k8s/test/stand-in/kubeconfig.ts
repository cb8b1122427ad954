/** A kubeconfig with one cluster and one user, who has a token. */
export function kubeconfigOf(parts: {
  url: string;
  ca: string;
  token: string;
  user: string;
  namespace?: string;
}): string {
  const { url, ca, token, user, namespace = 'default' } = parts;
  return `apiVersion: v1
kind: Config
clusters:
  - name: stand-in
    cluster:
      server: ${url}
      certificate-authority-data: ${Buffer.from(ca).toString('base64')}
users:
  - name: ${user}
    user:
      token: ${token}
contexts:
  - name: stand-in
    context:
      cluster: stand-in
      user: ${user}
      namespace: ${namespace}
current-context: stand-in
`;
}
