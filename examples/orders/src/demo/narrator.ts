/** How the demo talks: numbered chapters, what it says, and what the service says. */
export const narrator = {
  chapter(title: string): void {
    chapters += 1;
    console.log(`\n${bold(`${chapters}. ${title}`)}`);
  },

  say(line: string): void {
    console.log(`   ${line}`);
  },

  /** A line that somebody else printed. */
  quote(who: string, line: string): void {
    console.log(`   ${dim(`${who} │`)} ${line}`);
  },
};

let chapters = 0;

const bold = (text: string): string => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[22m` : text);
const dim = (text: string): string => (process.stdout.isTTY ? `\u001b[2m${text}\u001b[22m` : text);
