import { RuleBook, type LimitRule } from '@perdure/model';
import type { LimitRulesReader, MetadataStore } from '@perdure/ports';

import { FollowedDocument, type FollowOptions } from '../followed-document.js';
import { removeRules, upsertRules, type RuleRemoval, type RuleUpsert } from './change-rules.js';
import { ruleListFormat, type RuleList } from './rule-list.js';

/** This node's copy of the rules of flow control; it follows changes by whomever. */
export class LimitRules implements LimitRulesReader {
  private readOf: RuleList;
  private bookOfRead: RuleBook;

  private constructor(private readonly document: FollowedDocument<RuleList>) {
    this.readOf = document.current;
    this.bookOfRead = new RuleBook(this.readOf.rules);
  }

  /** Rejects when the stored rules cannot be read. */
  static async open(store: MetadataStore, options: FollowOptions = {}): Promise<LimitRules> {
    return new LimitRules(await FollowedDocument.open(store, ruleListFormat, options));
  }

  get book(): RuleBook {
    const { current } = this.document;
    if (current !== this.readOf) {
      this.readOf = current;
      this.bookOfRead = new RuleBook(current.rules);
    }
    return this.bookOfRead;
  }

  /** All rules, disabled ones too. */
  get rules(): readonly LimitRule[] {
    return this.document.current.rules;
  }

  watchBook(onChange: () => void): () => void {
    return this.document.watch(onChange);
  }

  /** See `upsertRules`; resolves once that is durable. */
  async upsert(upserts: readonly RuleUpsert[], nowMs: number): Promise<readonly LimitRule[]> {
    const { rules } = await this.document.update((snapshot) => upsertRules(snapshot, upserts, nowMs));
    return rules;
  }

  /** See `removeRules`; resolves once that is durable. */
  async remove(removals: readonly RuleRemoval[]): Promise<readonly string[]> {
    const { patterns } = await this.document.update((snapshot) => removeRules(snapshot, removals));
    return patterns;
  }

  /** Stops following changes. */
  close(): void {
    this.document.close();
  }
}
