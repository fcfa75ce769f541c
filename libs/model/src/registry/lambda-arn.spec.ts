import { parseLambdaArn } from './lambda-arn.js';

test('the ARN of a Lambda function is read, and what is none is told why (admin-api 3.1)', () => {
  const named = 'arn:aws:lambda:eu-central-1:123456789012:function:greeter';
  expect(parseLambdaArn(`${named}:$LATEST`)).toEqual({ region: 'eu-central-1', qualifier: '$LATEST' });
  expect(parseLambdaArn('arn:aws-cn:lambda:cn-north-1:1:function:f:7').region).toBe('cn-north-1');

  const problem = (arn: string): unknown => {
    try {
      return parseLambdaArn(arn);
    } catch (error) {
      return error;
    }
  };
  expect(problem('foo')).toMatchObject({
    code: 'DEPLOYMENT_ADDRESS_INVALID',
    message: 'A qualified ARN must have 8 components delimited by `:`',
  });
  for (const unversioned of [named, `${named}:`])
    expect(problem(unversioned)).toMatchObject({
      message: expect.stringMatching(/^A qualified ARN needs a version or alias suffix\./),
    });
  for (const foreign of ['arn:aws:sqs:r:1:function:f:1', 'arn:aws:lambda::1:function:f:1'])
    expect(problem(foreign)).toMatchObject({ message: expect.stringContaining('arn:aws:lambda:{region}') });
});
