/** Commands that show the server at work, ready to be pasted into a shell. */
export function transcript(url: string, basePath: string): string {
  return `api=${url}${basePath}
json='Content-Type: application/json'
token=$(curl -s "$api/auth/register" -H "$json" -d '{"email":"you-'$(date +%s)'@example.com","password":"a good password"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
auth="Authorization: Bearer $token"
session=$(curl -s "$api/sessions" -H "$auth" -H "$json" -d '{"kind":"solo","languages":["python"]}' | sed 's/^{"id":"\\([^"]*\\)".*/\\1/')
curl -s -X POST "$api/sessions/$session/workspace?waitMs=10000" -H "$auth"; echo
curl -s "$api/sessions/$session/run" -H "$auth" -H "$json" -d '{"language":"python","files":[{"path":"main.py","content":"print(6 * 7)"}]}'; echo
`;
}
