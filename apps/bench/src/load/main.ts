/** The load generator in a process of its own; see `LoadProcess`. */
import { answerParent } from '../process/worker-process.js';
import { runLoad } from './run-load.js';

answerParent(runLoad);
