/** What the image can run: the first word after its name, `docker run perdure worker`. */
export const programs = new Map(
  ['standalone', 'ingress', 'worker', 'admin'].map((name) => [
    name,
    { folder: `apps/${name}`, main: `apps/${name}/dist/main.js` },
  ]),
);
