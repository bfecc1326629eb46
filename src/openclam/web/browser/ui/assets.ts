/** Where the parts of the live coach lie: their names change with their content, and the manifest knows them. */

interface Manifest {
  readonly files: Readonly<Record<string, string>>;
}

export class Assets {
  private constructor(
    private readonly base: URL,
    private readonly files: Readonly<Record<string, string>>,
  ) {}

  /** Reads the manifest under `base`, such as "/static/app/". Throws an Error where it is not there. */
  static async read(base: string): Promise<Assets> {
    const folder = new URL(base, location.href);
    const answer = await fetch(new URL("manifest.json", folder), { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${folder.pathname}manifest.json: ${answer.status}`);
    const manifest = (await answer.json()) as Manifest;
    return new Assets(folder, manifest.files);
  }

  /** The address of a part by its plain name. */
  url(name: string): string {
    const file = this.files[name];
    if (file === undefined) throw new Error(`${name} is not in the manifest`);
    return new URL(file, this.base).href;
  }
}
