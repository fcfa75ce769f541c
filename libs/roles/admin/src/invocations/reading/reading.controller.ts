import { Controller, Get, Inject, Param, Query } from '@nestjs/common';

import { json, type Answer } from '../../http/answer.js';
import {
  decodeIndex,
  decodeInvocationId,
  decodeLimit,
  single,
  type Query as QueryParameters,
} from '../../http/decode-parameters.js';
import { decodeFilter } from './invocation-filter.js';
import { InvocationList } from './invocation-list.js';
import { InvocationReader } from './invocation-reader.js';
import { decodePageToken } from './page-token.js';

const limits = { standard: 100, max: 1000 } as const;

/** Looking at invocations without SQL; the reference has nothing like it. */
@Controller('invocations')
export class ReadingController {
  constructor(
    @Inject(InvocationList) private readonly invocations: InvocationList,
    @Inject(InvocationReader) private readonly reader: InvocationReader,
  ) {}

  @Get()
  async list(@Query() query: QueryParameters): Promise<Answer> {
    const filter = decodeFilter(query);
    const limit = decodeLimit(query, limits);
    const token = single(query, 'page_token');
    const position = token === undefined ? ({ stage: 'unfinished' } as const) : decodePageToken(token);
    return json(await this.invocations.page(filter, position, limit));
  }

  @Get(':id')
  async get(@Param('id') id: string): Promise<Answer> {
    return json(await this.reader.details(decodeInvocationId(id)));
  }

  @Get(':id/journal')
  async journal(@Param('id') id: string, @Query() query: QueryParameters): Promise<Answer> {
    const limit = decodeLimit(query, limits);
    const from = decodeIndex(query, 'page_token') ?? 0;
    return json(await this.reader.journal(decodeInvocationId(id), from, limit));
  }
}
