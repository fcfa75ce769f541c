/** Serves the orders on port 9080, or on `PORT`. */
import { serve } from '@restatedev/restate-sdk';

import { orders } from './orders.js';
import { payments } from './payments.js';

const port = await serve({ services: [orders, payments], port: Number(process.env['PORT'] ?? 9080) });
console.log(`orders are served on port ${port}`);
