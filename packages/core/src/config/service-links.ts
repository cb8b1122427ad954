/**
 * The variables with which Kubernetes and Docker tell a container about a service, such as one that is called `carrel`:
 * `CARREL_PORT=tcp://…`, and with it `CARREL_SERVICE_HOST`, `CARREL_PORT_8787_TCP_ADDR` and others. They are nobody's
 * configuration.
 */
export function serviceLinks(env: Readonly<Record<string, string | undefined>>): (variable: string) => boolean {
  const services = Object.entries(env)
    .filter(([variable, text]) => variable.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(text ?? ''))
    .map(([variable]) => variable.slice(0, -'_PORT'.length));
  return (variable) =>
    services.some((service) => variable.startsWith(`${service}_PORT`) || variable.startsWith(`${service}_SERVICE_`));
}
