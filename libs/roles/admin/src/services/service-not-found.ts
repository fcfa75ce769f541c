import { AnswerError } from '../http/answer.js';

export function serviceNotFound(name: string): AnswerError {
  return AnswerError.json(404, `The requested service '${name}' does not exist`);
}
