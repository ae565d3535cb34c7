// Prints what Microsoft's own library finds wrong with a manifest, as JSON.
const { readFileSync } = require("node:fs");
const { AppManifestUtils } = require("@microsoft/app-manifest");

async function main() {
  const manifest = JSON.parse(readFileSync(process.argv[2], "utf8"));
  console.log(JSON.stringify(await AppManifestUtils.validateAgainstSchema(manifest)));
}

main().catch((fault) => {
  console.error(String(fault));
  process.exit(1);
});
